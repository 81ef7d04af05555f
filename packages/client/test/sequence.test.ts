import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { essence, newEngine, reload } from './support/engine.ts';
import { ConversationModel, steps } from './support/model.ts';

/** Each event once or more, in any order. */
const disorder = <T>(items: readonly T[]) =>
  fc
    .tuple(
      fc.shuffledSubarray([...items], { minLength: items.length }),
      fc.array(fc.nat(Math.max(0, items.length - 1)), { maxLength: items.length }),
    )
    .map(([all, again]) => {
      const list = [...all];
      for (const index of again) list.splice((index * 7) % (list.length + 1), 0, items[index] as T);
      return list;
    });

describe('events of a conversation', () => {
  it('lead to the same state in whatever order and however often they arrive', async () => {
    const runs = steps(40, 1).chain((list) => {
      const model = new ConversationModel();
      const snapshot = model.snapshot();
      model.run(list);
      return disorder(model.events).map((events) => ({ model, snapshot, events }));
    });
    await fc.assert(
      fc.asyncProperty(runs, async ({ model, snapshot, events }) => {
        const straight = newEngine();
        await straight.engine.applyPage(snapshot);
        for (const event of model.events) straight.engine.applyEvent(event);
        const mixed = newEngine();
        await mixed.engine.applyPage(snapshot);
        for (const event of events) mixed.engine.applyEvent(event);
        expect(essence(mixed.engine.state, model)).toEqual(essence(straight.engine.state, model));
        expect(mixed.engine.hasHole(model.id)).toBe(false);
        expect(straight.engine.position(model.id)).toBe(model.lastPos);
      }),
      { numRuns: 150 },
    );
  });

  it('lead to the state that a fresh snapshot and the whole history show', async () => {
    await fc.assert(
      fc.asyncProperty(steps(40), async (list) => {
        const model = new ConversationModel();
        const lived = newEngine();
        await lived.engine.applyPage(model.snapshot());
        model.run(list);
        for (const event of model.events) lived.engine.applyEvent(event);
        const record = lived.engine.state.conversations.get(model.id);
        expect(record?.messages).toEqual(model.history(1, model.lastSeq).messages);
        expect(record?.membership).toEqual(model.membership());
        expect(record?.conversation).toEqual({ ...model.view(), members: [] });
        const active = [...(record?.members.values() ?? [])].filter((row) => row.state === 'active');
        expect(new Set(active.map((row) => row.user_id))).toEqual(new Set(model.view().members.map((m) => m.user_id)));
      }),
      { numRuns: 150 },
    );
  });

  it('and the cache that followed them give the same state after a reload', async () => {
    await fc.assert(
      fc.asyncProperty(steps(30), fc.nat(30), async (list, cut) => {
        const model = new ConversationModel();
        const { engine, cache, writer } = newEngine();
        await engine.applyPage(model.snapshot());
        model.run(list);
        for (const event of model.events.slice(0, cut)) engine.applyEvent(event);
        await writer.idle();
        expect(await reload(cache)).toEqual(engine.state);
      }),
      { numRuns: 100 },
    );
  });

  it('that come after a hole are held, and the token is not moved past it', async () => {
    const model = new ConversationModel();
    const { engine } = newEngine();
    await engine.applyPage(model.snapshot());
    const send = { do: 'send', who: 1, mentions: false } as const;
    const [first, second, third] = model.run([send, send, send]).events;
    if (first === undefined || second === undefined || third === undefined) throw new Error('the model sent nothing');
    engine.applyEvent(first);
    expect(engine.state.token).toBe('token1');
    engine.applyEvent(third);
    expect(engine.hasHole(model.id)).toBe(true);
    expect(engine.position(model.id)).toBe(1);
    expect(engine.state.token).toBe('token1');
    engine.applyEvent(second);
    expect(engine.hasHole(model.id)).toBe(false);
    expect(engine.position(model.id)).toBe(3);
  });

  it('of a type this client does not know still move the position', async () => {
    const model = new ConversationModel();
    const { engine } = newEngine();
    await engine.applyPage(model.snapshot());
    const strange = { type: 'poll.voted', conversation_id: model.id, pos: 1, token: 'token1', data: {} };
    engine.applyEvent(strange as never);
    expect(engine.position(model.id)).toBe(1);
    expect(engine.state.token).toBe('token1');
  });

  it('about somebody else do not change my unread count, my own messages clear it', async () => {
    const model = new ConversationModel();
    const { engine } = newEngine();
    await engine.applyPage(model.snapshot());
    model.run([
      { do: 'send', who: 1, mentions: true },
      { do: 'read', who: 2 },
    ]);
    for (const event of model.events) engine.applyEvent(event);
    expect(engine.state.conversations.get(model.id)?.membership).toMatchObject({ unread: 1, mentions: 1 });
    model.run([{ do: 'send', who: 0, mentions: false }]);
    engine.applyEvent(model.events.at(-1) as never);
    expect(engine.state.conversations.get(model.id)?.membership).toMatchObject({ unread: 0, mentions: 0 });
  });
});
