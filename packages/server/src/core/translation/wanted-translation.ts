import type { Message } from '../messages/message.ts';

export interface WantedTranslation {
  message: Message;
  /** As `toTarget` makes it. */
  target: string;
  /** Who is told, beside those who wait for it already. */
  readerIds: readonly string[];
}
