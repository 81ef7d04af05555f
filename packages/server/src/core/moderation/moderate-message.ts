import type { CoreContext } from '../context.ts';
import { changeMessage } from '../messages/change-message.ts';
import type { Message } from '../messages/message.ts';
import type { ModerationScore } from '../ports/moderator.ts';
import { scoreByWords } from './score-by-words.ts';

/** What a message is marked with; the message itself is never held back. */
export interface ModerationMark extends Record<string, unknown> {
  isFlagged: boolean;
  /** 0 to 1. */
  toxicityScore: number;
}

/** The mark of the built-in engine: at once, so that it is written with the message. */
export function markByWords(text: string, threshold: number): ModerationMark {
  return toMark(scoreByWords(text), threshold);
}

/** The mark a message carries, or the one its words would give where nobody has marked it. */
export function markOf(message: Message, threshold: number): ModerationMark {
  const { isFlagged, toxicityScore } = message.annotations;
  if (typeof isFlagged === 'boolean' && typeof toxicityScore === 'number') return { isFlagged, toxicityScore };
  return markByWords(message.content?.text ?? '', threshold);
}

/**
 * Asks the configured service about a message that carries the built-in engine’s mark, and keeps the higher score.
 * Answers the message as it is then; without a service, or when it cannot say, as it was.
 */
export async function moderateMessage(core: CoreContext, message: Message, threshold: number): Promise<Message> {
  const text = message.content?.text ?? '';
  if (core.moderator === null || text === '') return message;
  const found = await core.moderator.score(text);
  if (found === undefined) return message;
  const mark = toMark(found, threshold);
  if (mark.toxicityScore <= markOf(message, threshold).toxicityScore) return message;
  return core.store.transaction(async (tx) => {
    const current = await tx.messages.find(message.id);
    if (current === undefined || current.deletedAt !== null) return message;
    const annotations = { ...current.annotations, ...mark };
    return changeMessage(core, tx, { userId: current.senderId }, current, { annotations }, 'message.annotated');
  });
}

function toMark({ score }: ModerationScore, threshold: number): ModerationMark {
  return { isFlagged: score >= threshold, toxicityScore: score };
}
