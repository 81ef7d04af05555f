import type { Message } from '@parlance/protocol';

type Annotated = Pick<Message, 'annotations'>;

/** What is said about an answer of an assistant. */
export interface AnswerMark {
  state: 'complete' | 'stopped' | 'incomplete';
  reason: string | null;
  asker_id: string;
}

/** How a message stands with the moderators; who may not know why has only the state. */
export interface ModerationMark {
  state: string;
  caseId: string | null;
  /** The highest score first. */
  categories: string[];
  note: string | null;
  /** null: not appealed. */
  appeal: 'pending' | 'upheld' | 'overturned' | null;
}

export type Transcript =
  | { state: 'waiting' }
  | { state: 'done'; text: string; language: string | null }
  | { state: 'failed'; reason: string };

export function findAnswerMark({ annotations }: Annotated): AnswerMark | undefined {
  const mark = toRecord(annotations.assistant);
  if (mark === undefined || typeof mark.asker_id !== 'string') return undefined;
  const state = mark.state === 'stopped' || mark.state === 'incomplete' ? mark.state : 'complete';
  return { state, asker_id: mark.asker_id, reason: toText(mark.reason) };
}

export function findModeration({ annotations }: Annotated): ModerationMark | undefined {
  const mark = toRecord(annotations.moderation);
  if (mark === undefined || typeof mark.state !== 'string') return undefined;
  const scores = Object.entries(toRecord(mark.categories) ?? {});
  const categories = scores.sort(([, one], [, other]) => Number(other) - Number(one)).map(([category]) => category);
  const { appeal } = mark;
  const isKnown = appeal === 'pending' || appeal === 'upheld' || appeal === 'overturned';
  const { state } = mark;
  return { state, caseId: toText(mark.case_id), categories, note: toText(mark.note), appeal: isKnown ? appeal : null };
}

export function findTranscript({ annotations }: Annotated): Transcript | undefined {
  const mark = toRecord(annotations.transcript);
  if (mark === undefined) return undefined;
  if (mark.state === 'done') return { state: 'done', text: toText(mark.text) ?? '', language: toText(mark.language) };
  return mark.state === 'failed' ? { state: 'failed', reason: toText(mark.reason) ?? '' } : { state: 'waiting' };
}

function toRecord(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}

function toText(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
