import fc from 'fast-check';
import type { History, Reader, SeenMessage, Send, Step } from './history.ts';

export const CONVERSATION = 'verona';

/** One numbered change of the conversation, before anybody has looked at it. */
type Entry =
  | { kind: 'other' }
  | { kind: 'touch'; of: SeenMessage }
  | { kind: 'sent'; sender: string; message: SeenMessage };

interface ReaderPlan {
  from: number;
  to: number | null;
  chunks: { size: number; as: 'events' | 'page' | 'gap' }[];
}

/** A conversation's true course, and how its readers follow it. `toHistory` turns it into what would be recorded. */
export interface Course {
  entries: Entry[];
  readers: ReaderPlan[];
  /** Which sends were acknowledged, cyclically: 0 never, 1 once, 2 twice (a retry). */
  acks: number[];
}

interface CourseShape {
  kinds: { kind: 'other' | 'touch' | 'sent'; sender: number }[];
  readers: { from: number; length: number | null; chunks: ReaderPlan['chunks'] }[];
  acks: number[];
}

const chunk = fc.record({
  size: fc.integer({ min: 1, max: 6 }),
  as: fc.constantFrom('events' as const, 'page' as const, 'gap' as const),
});

const shape: fc.Arbitrary<CourseShape> = fc.record({
  kinds: fc.array(
    fc.record({
      kind: fc.constantFrom('sent' as const, 'sent' as const, 'touch' as const, 'other' as const),
      sender: fc.integer({ min: 0, max: 2 }),
    }),
    { minLength: 8, maxLength: 40 },
  ),
  readers: fc.array(
    fc.record({
      from: fc.integer({ min: 1, max: 6 }),
      length: fc.option(fc.integer({ min: 1, max: 20 })),
      chunks: fc.array(chunk, { minLength: 1, maxLength: 8 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  acks: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 5 }),
});

/** Courses in which nothing went wrong. The first reader is a member from the start to the end and sees each event live. */
export const goodCourse: fc.Arbitrary<Course> = shape.map(({ kinds, readers, acks }) => {
  const entries = toEntries(kinds);
  const plans = readers.map(({ from, length, chunks }) => ({
    from,
    to: length === null ? null : Math.min(from + length, entries.length),
    chunks,
  }));
  const witness: ReaderPlan = { from: 1, to: null, chunks: [{ size: 1, as: 'events' }] };
  return { entries, readers: [witness, ...plans], acks };
});

function toEntries(kinds: CourseShape['kinds']): Entry[] {
  const entries: Entry[] = [{ kind: 'other' }];
  const messages: SeenMessage[] = [];
  for (const { kind, sender } of kinds) {
    const pos = entries.length + 1;
    const touched = kind === 'touch' ? messages[(pos * 7) % Math.max(messages.length, 1)] : undefined;
    if (kind === 'sent') {
      const seq = messages.length + 1;
      const message = { message_id: `m${seq}`, client_id: `c${seq}`, seq, pos, text: `text ${seq}` };
      messages.push(message);
      entries.push({ kind, sender: `sender ${sender}`, message });
    } else if (touched !== undefined) {
      entries.push({ kind: 'touch', of: touched });
    } else {
      entries.push({ kind: 'other' });
    }
  }
  return entries;
}

/** The history that a faultless recorder writes of this course. */
export function toHistory(course: Course): History {
  const sent = course.entries.flatMap((entry) => (entry.kind === 'sent' ? [entry] : []));
  const sends: Send[] = sent.map(({ sender, message }, index) => ({
    sender,
    conversation: CONVERSATION,
    client_id: message.client_id ?? '',
    text: message.text,
    acks: Array.from({ length: course.acks[index % course.acks.length] ?? 1 }, () => ({
      message_id: message.message_id,
      seq: message.seq,
    })),
  }));
  sends.push({ sender: 'nobody', conversation: CONVERSATION, client_id: 'never arrived', text: '', acks: [] });
  const messages = stateAt(course.entries, course.entries.length);
  const last_seq = Math.max(0, ...messages.map((message) => message.seq));
  return {
    sends,
    readers: course.readers.map((plan, index) => toReader(course.entries, plan, index)),
    stored: [{ conversation: CONVERSATION, last_pos: course.entries.length, last_seq, messages }],
  };
}

/** Every message as it stood after the first `upto` entries. */
function stateAt(entries: Entry[], upto: number): SeenMessage[] {
  const state = new Map<SeenMessage, SeenMessage>();
  entries.slice(0, upto).forEach((entry, index) => {
    if (entry.kind === 'sent') state.set(entry.message, { ...entry.message });
    if (entry.kind === 'touch') state.set(entry.of, { ...entry.of, pos: index + 1 });
  });
  return [...state.values()].sort((a, b) => a.pos - b.pos);
}

function toReader(entries: Entry[], plan: ReaderPlan, index: number): Reader {
  const end = plan.to ?? entries.length;
  const steps: Step[] = [{ type: 'page', last_pos: plan.from - 1, messages: [], gap: null }];
  let position = plan.from - 1;
  for (let turn = 0; position < end; turn += 1) {
    const { size, as } = plan.chunks[turn % plan.chunks.length] ?? { size: 1, as: 'events' as const };
    const upto = Math.min(position + size, end);
    steps.push(...toSteps(entries, position, upto, as));
    position = upto;
  }
  return { name: `reader ${index}`, conversation: CONVERSATION, member: [{ from: plan.from, to: plan.to }], steps };
}

function toSteps(entries: Entry[], after: number, upto: number, as: ReaderPlan['chunks'][number]['as']): Step[] {
  if (as === 'events') {
    return entries.slice(after, upto).map((entry, index) => toEvent(entry, after + index + 1));
  }
  const changed = stateAt(entries, upto).filter((message) => message.pos > after);
  if (as === 'page') return [{ type: 'page', last_pos: upto, messages: changed, gap: null }];
  const newest = changed.slice(-1);
  const before = newest[0]?.pos ?? upto + 1;
  return [
    { type: 'page', last_pos: upto, messages: newest, gap: { after, before } },
    { type: 'fill', messages: changed.slice(0, -1), after, upto: before - 1 },
  ];
}

function toEvent(entry: Entry, pos: number): Step {
  if (entry.kind === 'other') return { type: 'event', pos, message: null, fresh: false };
  if (entry.kind === 'sent') return { type: 'event', pos, message: { ...entry.message }, fresh: true };
  return { type: 'event', pos, message: { ...entry.of, pos }, fresh: false };
}
