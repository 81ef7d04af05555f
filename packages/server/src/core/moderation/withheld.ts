import type { Message } from '../messages/message.ts';

/** Beside the standing, what the pipeline says about a message. Everybody who sees the message sees this. */
export interface ModerationNote extends Record<string, unknown> {
  state: 'flagged' | 'masked' | 'held' | 'removed' | 'approved';
}

/** The annotation under which the pipeline speaks. */
export const MODERATION = 'moderation';

export function noteOf(message: Pick<Message, 'annotations'>): ModerationNote | undefined {
  const note = message.annotations[MODERATION];
  return typeof note === 'object' && note !== null ? (note as ModerationNote) : undefined;
}

/**
 * Whether the content of a message that was not deleted is kept back. Its row holds no content then: whoever does not
 * know of reviews shows nothing, and only `reveal.ts` brings it back for those who may see it.
 */
export function isWithheld(message: Pick<Message, 'content' | 'deletedAt'>): boolean {
  return message.content === null && message.deletedAt === null;
}

/** Of what is kept back, what may be seen by everybody: that it is, and whose name a message without an account bears. */
export function veil(message: Message): Message {
  if (!isWithheld(message)) return message;
  const { senderLabel } = message.annotations;
  const note = { [MODERATION]: { state: noteOf(message)?.state ?? 'held' } };
  return { ...message, annotations: senderLabel === undefined ? note : { senderLabel, ...note } };
}

/** A message as those see it from whom it is not kept back. */
export interface Reveal {
  message: Message;
  userIds: string[];
}
