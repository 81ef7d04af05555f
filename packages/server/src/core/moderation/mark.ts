import type { Message } from '../messages/message.ts';
import { scoreByWords } from './score-by-words.ts';

/** How clients of rooms are told of a message that is toxic; it is shown all the same, unless a policy says otherwise. */
export interface ModerationMark extends Record<string, unknown> {
  isFlagged: boolean;
  /** 0 to 1. */
  toxicityScore: number;
}

/** The mark of the built-in engine: at once, so that it is written with the message. */
export function markByWords(text: string, threshold: number): ModerationMark {
  const { score } = scoreByWords(text);
  return { isFlagged: score >= threshold, toxicityScore: score };
}

/** The mark a message carries, or the one its words would give where nobody has marked it. */
export function markOf(message: Message, threshold: number): ModerationMark {
  const { isFlagged, toxicityScore } = message.annotations;
  if (typeof isFlagged === 'boolean' && typeof toxicityScore === 'number') return { isFlagged, toxicityScore };
  return markByWords(message.content?.text ?? '', threshold);
}
