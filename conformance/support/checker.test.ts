import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkHistory } from './checker.ts';
import type { AnomalyKind, History, Reader, SeenMessage, Step } from './history.ts';
import { CONVERSATION, type Course, goodCourse, toHistory } from './history-arbitrary.ts';

/** Every kind of anomaly found in the history, each once. */
function kindsIn(history: History): AnomalyKind[] {
  return [...new Set(checkHistory(history).map((anomaly) => anomaly.kind))].sort();
}

/** For many good courses: plants one fault in the recorded history (or the course) and demands that exactly it is found. */
function expectFound(kind: AnomalyKind, plant: (history: History, course: Course, pick: Pick) => void): void {
  fc.assert(
    fc.property(goodCourse, fc.nat(), (course, seed) => {
      const history = toHistory({ ...course, acks: [1] });
      plant(history, course, (items) => pickFrom(items, seed));
      expect(kindsIn(history), JSON.stringify(checkHistory(history), null, 1)).toEqual([kind]);
    }),
    { numRuns: 150 },
  );
}

type Pick = <T>(items: readonly T[]) => T;

/** One of the items; courses that offer none are passed over. */
function pickFrom<T>(items: readonly T[], seed: number): T {
  fc.pre(items.length > 0);
  return items[seed % items.length] as T;
}

function sentEntries(course: Course) {
  return course.entries.flatMap((entry) => (entry.kind === 'sent' ? [entry] : []));
}

function isTouched(course: Course, message: SeenMessage): boolean {
  return course.entries.some((entry) => entry.kind === 'touch' && entry.of === message);
}

function liveReader(history: History): Reader {
  return history.readers[0] as Reader;
}

type EventStep = Extract<Step, { type: 'event' }>;
type PageStep = Extract<Step, { type: 'page' }>;

function eventsOf(reader: Reader): EventStep[] {
  return reader.steps.filter((step): step is EventStep => step.type === 'event');
}

function storedIn(history: History) {
  return history.stored[0] as History['stored'][number];
}

/** Takes a message out of everything that readers saw; its place in the order stays, without content. */
function unsee(history: History, id: string): void {
  for (const reader of history.readers) {
    for (const step of reader.steps) {
      if (step.type === 'event') {
        if (step.message?.message_id === id) step.message = null;
      } else {
        step.messages = step.messages.filter((message) => message.message_id !== id);
      }
    }
  }
}

test('a history in which nothing went wrong has no anomaly', () => {
  fc.assert(
    fc.property(goodCourse, (course) => {
      expect(checkHistory(toHistory(course))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

describe('the checker finds, and finds only,', () => {
  test('lost: an acknowledged message that is stored nowhere', () => {
    expectFound('lost', (history) => {
      const stored = storedIn(history);
      fc.pre(stored.last_seq > 0);
      const newest = stored.messages.find((message) => message.seq === stored.last_seq) as SeenMessage;
      stored.messages = stored.messages.filter((message) => message !== newest);
      stored.last_seq -= 1;
      unsee(history, newest.message_id);
    });
  });

  test('lost: a message that is stored with another text than was sent', () => {
    expectFound('lost', (history, _course, pick) => {
      pick(history.sends.filter((send) => send.acks.length > 0)).text += ' and more';
    });
  });

  test('lost: acknowledged messages that a member’s copy stops short of', () => {
    expectFound('lost', (history) => {
      const reader = liveReader(history);
      const last = reader.steps.findLastIndex((step) => step.type === 'event' && step.message !== null);
      fc.pre(last >= 0);
      reader.steps.length = last;
    });
  });

  test('lost: a message that was heard and never stored', () => {
    expectFound('lost', (history) => {
      const stored = storedIn(history);
      const ghost = {
        message_id: 'ghost',
        client_id: 'ghost',
        seq: stored.last_seq + 1,
        pos: stored.last_pos + 1,
        text: '',
      };
      liveReader(history).steps.push({ type: 'event', pos: ghost.pos, message: ghost, fresh: true });
    });
  });

  test('doubled: one client id that made two messages', () => {
    fc.assert(
      fc.property(goodCourse, (course) => {
        const last = sentEntries(course).at(-1);
        fc.pre(last !== undefined);
        const again = {
          ...last.message,
          message_id: 'again',
          seq: last.message.seq + 1,
          pos: course.entries.length + 1,
        };
        course.entries.push({ kind: 'sent', sender: last.sender, message: again });
        const history = toHistory({ ...course, acks: [1] });
        // Both entries stand for one intention of the sender, who got the first answer.
        history.sends = history.sends.filter(
          (send, index, all) => all.findIndex((s) => s.client_id === send.client_id) === index,
        );
        expect(kindsIn(history)).toEqual(['doubled']);
      }),
    );
  });

  test('doubled: a retry that was answered with another message', () => {
    expectFound('doubled', (history, _course, pick) => {
      const acknowledged = history.sends.filter((send) => send.acks.length > 0);
      const send = pick(acknowledged);
      send.acks.push({ message_id: 'another', seq: 1 });
    });
  });

  test('doubled: an event that a reader applied twice', () => {
    expectFound('doubled', (history, _course, pick) => {
      const reader = liveReader(history);
      const event = pick(eventsOf(reader));
      reader.steps.splice(reader.steps.indexOf(event) + 1, 0, structuredClone(event));
    });
  });

  test('reordered: one reader who has two messages the other way round', () => {
    expectFound('reordered', (history, course, pick) => {
      const untouched = sentEntries(course).filter((entry) => !isTouched(course, entry.message));
      fc.pre(untouched.length >= 2);
      const a = pick(untouched.slice(1)).message;
      const b = untouched[0]?.message as SeenMessage;
      for (const { message } of eventsOf(liveReader(history))) {
        if (message?.message_id === a.message_id) message.seq = b.seq;
        else if (message?.message_id === b.message_id) message.seq = a.seq;
      }
    });
  });

  test('reordered: messages whose seq falls while their pos rises, the same for everybody', () => {
    fc.assert(
      fc.property(goodCourse, fc.nat(), (course, seed) => {
        const sent = sentEntries(course);
        const pairs = sent.slice(1).map((entry, index) => [sent[index], entry] as const);
        const [first, second] = pickFrom(pairs, seed);
        fc.pre(first !== undefined && first.sender !== second.sender);
        [first.message.seq, second.message.seq] = [second.message.seq, first.message.seq];
        expect(kindsIn(toHistory({ ...course, acks: [1] }))).toEqual(['reordered']);
      }),
    );
  });

  test('reordered: a sender whose later message stands first', () => {
    expectFound('reordered', (history, course, pick) => {
      const senders = sentEntries(course).map((entry) => entry.sender);
      const sender = pick(senders.filter((name, index) => senders.indexOf(name) !== index));
      const own = history.sends.filter((send) => send.sender === sender);
      const places = own.map((send) => history.sends.indexOf(send));
      own.reverse().forEach((send, index) => {
        history.sends[places[index] as number] = send;
      });
    });
  });

  test('reordered: an acknowledgement that names another seq than is stored', () => {
    expectFound('reordered', (history, _course, pick) => {
      const ack = pick(history.sends.flatMap((send) => send.acks));
      ack.seq += 1;
    });
  });

  test('gap: a position that never came in an unbroken stream', () => {
    expectFound('gap', (history, _course, pick) => {
      const reader = liveReader(history);
      const event = pick(eventsOf(reader).slice(0, -1));
      reader.steps = reader.steps.filter((step) => step !== event);
    });
  });

  test('gap: a number that is missing from the stored sequence', () => {
    fc.assert(
      fc.property(goodCourse, fc.nat(), (course, seed) => {
        const from = pickFrom(sentEntries(course), seed).message.seq;
        for (const { message } of sentEntries(course)) if (message.seq >= from) message.seq += 1;
        expect(kindsIn(toHistory({ ...course, acks: [1] }))).toEqual(['gap']);
      }),
    );
  });

  test('gap: an unacknowledged but stored message that a member’s copy stops short of', () => {
    fc.assert(
      fc.property(goodCourse, (course) => {
        const history = toHistory({ ...course, acks: [0] });
        const reader = liveReader(history);
        const last = reader.steps.findLastIndex((step) => step.type === 'event' && step.message !== null);
        fc.pre(last >= 0);
        reader.steps.length = last;
        expect(kindsIn(history)).toEqual(['gap']);
      }),
    );
  });

  test('skip: a page whose position is beyond a message that it lacks', () => {
    expectFound('skip', (history, _course, pick) => {
      const chances = history.readers.flatMap((reader) =>
        reader.steps
          .filter((step): step is PageStep => step.type === 'page' && step.gap === null)
          .flatMap((step) => step.messages.map((message) => ({ reader, step, message }))),
      );
      const final = new Map(storedIn(history).messages.map((message) => [message.message_id, message.pos]));
      const { step, message } = pick(chances.filter(({ message: m }) => final.get(m.message_id) === m.pos));
      step.messages = step.messages.filter((candidate) => candidate !== message);
    });
  });

  test('skip: a message that came by a later page although the token had passed it', () => {
    expectFound('skip', (history, course, pick) => {
      const reader = liveReader(history);
      const untouched = sentEntries(course).filter((entry) => !isTouched(course, entry.message));
      const { message } = pick(untouched);
      const event = eventsOf(reader).find((step) => step.pos === message.pos) as EventStep;
      reader.steps[reader.steps.indexOf(event)] = { type: 'page', last_pos: event.pos, messages: [], gap: null };
      reader.steps.push({ type: 'page', last_pos: storedIn(history).last_pos, messages: [message], gap: null });
    });
  });

  test('leak: a stranger who heard one event', () => {
    expectFound('leak', (history, _course, pick) => {
      const event = pick(eventsOf(liveReader(history)));
      history.readers.push({ name: 'stranger', conversation: CONVERSATION, member: [], steps: [event] });
    });
  });

  test('leak: a former member who heard what came after', () => {
    expectFound('leak', (history, _course, pick) => {
      const former = pick(history.readers.filter((reader) => ends(reader) < storedIn(history).last_pos));
      const event = eventsOf(liveReader(history)).find((step) => step.pos === ends(former) + 1) as EventStep;
      former.steps.push(structuredClone(event));
    });
  });

  test('leak: a former member who could still read a newer message', () => {
    expectFound('leak', (history, _course, pick) => {
      const former = pick(history.readers.filter((reader) => ends(reader) < storedIn(history).last_pos));
      const newer = pick(storedIn(history).messages.filter((message) => message.pos > ends(former)));
      former.steps.push({ type: 'fill', messages: [newer], after: 0, upto: ends(former) });
    });
  });
});

function ends(reader: Reader): number {
  return reader.member[0]?.to ?? Number.POSITIVE_INFINITY;
}
