import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Call } from '../src/call.ts';
import { ParlanceError } from '../src/errors.ts';
import { GapKeeper } from '../src/sync/gaps.ts';
import { Resumer } from '../src/sync/resumer.ts';
import { essence, newEngine } from './support/engine.ts';
import { ConversationModel, type Step } from './support/model.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const sends = (count: number): Step[] => Array.from({ length: count }, () => ({ do: 'send', who: 1, mentions: true }));

/** An engine that watches for holes, with the model as its server; `answer` may refuse first. */
async function newWatched(model: ConversationModel, answer: (asked: string[]) => void = () => undefined) {
  const { engine } = newEngine();
  const asked: string[] = [];
  const call = (async (operationId: string, input: { after?: number; limit?: number }) => {
    asked.push(`${operationId} ${input.after ?? ''}`.trim());
    answer(asked);
    if (operationId === 'sync.changes') return model.changes(input.after ?? 0, input.limit);
    if (operationId === 'conversations.get') return { conversation: model.view(), membership: model.membership() };
    throw new Error(`the test has no answer to ${operationId}`);
  }) as unknown as Call;
  const gaps = new GapKeeper(engine, call, () => 0.5);
  engine.onHole = (id) => gaps.watch(id);
  gaps.start();
  await engine.applyPage(model.snapshot());
  return { engine, asked, gaps };
}

describe('a hole in a conversation', () => {
  it('is given a second to close by itself', async () => {
    const model = new ConversationModel();
    const { engine, asked } = await newWatched(model);
    const [first, second] = model.run(sends(2)).events;
    engine.applyEvent(second as never);
    await vi.advanceTimersByTimeAsync(900);
    engine.applyEvent(first as never);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toEqual([]);
    expect(engine.position(model.id)).toBe(2);
  });

  it('is closed by asking for just what is missing, and ends where having heard all of it would', async () => {
    const model = new ConversationModel();
    const [lossy, whole] = [await newWatched(model), await newWatched(model)];
    model.run([...sends(3), { do: 'react', which: 0 }, { do: 'read', who: 2 }, ...sends(2)]);
    for (const event of model.events) {
      whole.engine.applyEvent(event);
      if (event.pos !== 2 && event.pos !== 3) lossy.engine.applyEvent(event);
    }
    await vi.advanceTimersByTimeAsync(1000);
    expect(lossy.asked).toEqual(['sync.changes 1']);
    expect(essence(lossy.engine.state, model)).toEqual(essence(whole.engine.state, model));
    expect(lossy.engine.state.token).toBe(whole.engine.state.token);
  });

  it('is asked for again when the answer fails, and not after stop', async () => {
    const model = new ConversationModel();
    const { engine, asked, gaps } = await newWatched(model, (list) => {
      if (list.length < 3) throw ParlanceError.network('cut');
    });
    engine.applyEvent(model.run(sends(2)).events[1] as never);
    await vi.advanceTimersByTimeAsync(1000);
    await vi.advanceTimersByTimeAsync(250);
    expect(engine.hasHole(model.id)).toBe(true);
    await vi.advanceTimersByTimeAsync(500);
    expect(asked).toHaveLength(3);
    expect(engine.hasHole(model.id)).toBe(false);
    gaps.stop();
    engine.applyEvent(model.run(sends(2)).events[3] as never);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveLength(3);
  });

  it('too wide to close at once becomes a marked gap', async () => {
    const model = new ConversationModel();
    const { engine, asked } = await newWatched(model);
    model.run(sends(2600));
    engine.applyEvent(model.events[0] as never);
    engine.applyEvent(model.events.at(-1) as never);
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toHaveLength(5);
    const record = engine.state.conversations.get(model.id);
    expect(record).toMatchObject({ pos: 2600, gap: { after: 1, before: 2601, seq: 1 } });
    expect(record?.membership).toMatchObject({ unread: 2600, mentions: 2600 });
  });

  it('in a conversation not heard of before is closed by looking at it', async () => {
    const model = new ConversationModel('unheard');
    const { engine, asked } = await newWatched(new ConversationModel());
    const watched = await newWatched(model);
    watched.engine.clear();
    watched.engine.applyEvent(model.run(sends(1)).events[0] as never);
    await vi.advanceTimersByTimeAsync(1000);
    expect(watched.asked).toEqual(['conversations.get']);
    expect(watched.engine.position('unheard')).toBe(1);
    expect(asked).toEqual([]);
    expect(engine.position('unheard')).toBeUndefined();
  });

  it('in a conversation that is no longer mine is given up', async () => {
    const model = new ConversationModel();
    const { engine, asked } = await newWatched(model, () => {
      throw ParlanceError.of({ type: 't', title: 'T', status: 404, code: 'not_found', detail: 'gone' });
    });
    engine.applyEvent(model.run(sends(2)).events[1] as never);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveLength(1);
    expect(engine.hasHole(model.id)).toBe(false);
  });
});

describe('a heartbeat', () => {
  async function newResumer(model: ConversationModel) {
    const { engine } = await newWatched(model);
    let generation = 1;
    let asked = 0;
    const call = (async () => {
      asked += 1;
      return model.delta(engine.position(model.id) ?? 0);
    }) as unknown as Call;
    const resumer = new Resumer({ engine, call, generation: () => generation, random: () => 0 });
    const reconnect = () => {
      generation += 1;
    };
    return { engine, resumer, count: () => asked, reconnect };
  }

  it('ahead of the token leads to a resume after five seconds in which nothing came', async () => {
    const model = new ConversationModel();
    const { engine, resumer, count } = await newResumer(model);
    model.run(sends(3));
    resumer.noteFrontier('token3');
    await vi.advanceTimersByTimeAsync(4999);
    expect(count()).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(count()).toBe(1);
    expect(engine.position(model.id)).toBe(3);
    expect(engine.state.token).toBe('token3');
    resumer.noteFrontier('token3');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(count()).toBe(1);
  });

  it('that only runs ahead of an event on its way leads to nothing', async () => {
    const { resumer, count } = await newResumer(new ConversationModel());
    resumer.noteFrontier('token9');
    await vi.advanceTimersByTimeAsync(3000);
    resumer.noteArrival();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(count()).toBe(0);
  });

  it('answered on an earlier connection is not applied to a later one', async () => {
    const model = new ConversationModel();
    const { engine, resumer, reconnect } = await newResumer(model);
    model.run(sends(3));
    resumer.noteFrontier('token3');
    vi.advanceTimersByTime(5000);
    reconnect();
    await vi.advanceTimersByTimeAsync(100);
    expect(engine.position(model.id)).toBe(0);
  });
});
