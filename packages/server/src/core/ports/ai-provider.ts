/** One thing that was said, oldest first in a list of them. */
export interface AiTurn {
  role: 'user' | 'assistant';
  text: string;
  /** Where several people talk: who said it. */
  author?: string;
  image?: AiImage;
}

export interface AiImage {
  /** Such as `image/png`. */
  mediaType: string;
  base64: string;
}

export interface AiRequest {
  /** What the assistant is to be, before anything was said. */
  system: string;
  /** The last one is the one to answer. */
  turns: readonly AiTurn[];
  /** Ends the answer: the person has gone, or it takes too long. */
  signal: AbortSignal;
  /** The asker’s own key for the provider; without it the installation’s is used. */
  ownKey?: string;
}

/** Something that answers. What it says is untrusted text: it is shown, and never acted upon. */
export interface AiProvider {
  /** As it is named in notes and logs. */
  readonly id: string;
  /** Whether it has a key to work with. */
  canReply(ownKey: string | undefined): boolean;
  /** The answer’s words in pieces, as they come. Throws `unavailable`, with a sentence that can be shown, when it cannot. */
  reply(request: AiRequest): AsyncIterable<string>;
}
