import type { User } from '../../users/user.ts';

export interface StreamHead {
  /** The id of the job that writes it. */
  id: string;
  conversationId: string;
  questionId: string;
  sender: User;
  askerId: string;
  /** The message that will be replaced; null for a first answer. */
  messageId: string | null;
}

/** How a stream ended. interrupted: this node gave it up, and it may go on elsewhere. */
export type StreamEnd = 'complete' | 'stopped' | 'incomplete' | 'failed' | 'interrupted';

/**
 * The words of an answer while it is being written. `offset`: where in the text so far these words begin, in UTF-16 code
 * units. `messageId`: what it has become; null where nothing was kept.
 */
export type StreamEvent =
  | ({ type: 'stream.start' } & StreamHead)
  | { type: 'stream.delta'; id: string; conversationId: string; offset: number; text: string }
  | { type: 'stream.end'; id: string; conversationId: string; messageId: string | null; reason: StreamEnd };
