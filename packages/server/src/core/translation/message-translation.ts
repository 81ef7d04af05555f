/** What a message says in another language. */
export interface MessageTranslation {
  messageId: string;
  conversationId: string;
  /** The version of the message that was translated. */
  rev: number;
  /** BCP 47 tag, as `toTarget` makes it. */
  language: string;
  text: string;
  /** The language of the original, as far as anybody knows. */
  source: string | null;
  /** Engine and model. */
  engine: string;
}
