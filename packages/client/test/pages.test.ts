import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyHistory, fillGap } from '../src/sync/pages.ts';
import { essence, newEngine } from './support/engine.ts';
import { ConversationModel, type Step, steps } from './support/model.ts';

const sends = (count: number): Step[] => Array.from({ length: count }, () => ({ do: 'send', who: 1, mentions: false }));

async function engineAt(model: ConversationModel) {
  const made = newEngine();
  await made.engine.applyPage(model.snapshot());
  return made;
}

describe('a page of sync', () => {
  it('brings an old state to where the events would have brought it', async () => {
    await fc.assert(
      fc.asyncProperty(steps(25), steps(25), async (before, away) => {
        const model = new ConversationModel();
        const absent = await engineAt(model);
        const present = await engineAt(model);
        for (const event of model.run(before).events) {
          absent.engine.applyEvent(event);
          present.engine.applyEvent(event);
        }
        const left = model.lastPos;
        const heard = model.events.length;
        for (const event of model.run(away).events.slice(heard)) present.engine.applyEvent(event);
        await absent.engine.applyPage(model.delta(left));
        expect(essence(absent.engine.state, model)).toEqual(essence(present.engine.state, model));
      }),
      { numRuns: 150 },
    );
  });

  it('that is limited marks a gap, keeps what was here, and the gap filled equals having been there', async () => {
    await fc.assert(
      fc.asyncProperty(steps(25), steps(40), fc.integer({ min: 0, max: 5 }), async (before, away, newest) => {
        const model = new ConversationModel();
        const absent = await engineAt(model);
        const present = await engineAt(model);
        for (const event of model.run(before).events) {
          absent.engine.applyEvent(event);
          present.engine.applyEvent(event);
        }
        const left = model.lastPos;
        const heard = model.events.length;
        for (const event of model.run(away).events.slice(heard)) present.engine.applyEvent(event);
        await absent.engine.applyPage(model.delta(left, newest));
        const gap = absent.engine.state.conversations.get(model.id)?.gap;
        if (gap !== null && gap !== undefined) {
          const page = model.changes(gap.after);
          await absent.engine.update((draft) => fillGap(draft, model.id, gap, { ...page, reached: page.next_after }));
        }
        expect(essence(absent.engine.state, model)).toEqual(essence(present.engine.state, model));
      }),
      { numRuns: 150 },
    );
  });

  it('that widens a gap while it is being filled leaves the rest of it marked', async () => {
    const model = new ConversationModel();
    const { engine } = await engineAt(model);
    model.run(sends(30));
    await engine.applyPage(model.delta(0, 5));
    const gap = engine.state.conversations.get(model.id)?.gap;
    if (gap === null || gap === undefined) throw new Error('no gap was marked');
    const early = model.changes(gap.after);
    model.run(sends(30));
    await engine.applyPage(model.delta(30, 5));
    await engine.update((draft) => fillGap(draft, model.id, gap, { ...early, reached: early.next_after }));
    const record = engine.state.conversations.get(model.id);
    expect(record?.gap).toEqual({ after: 30, before: 56, seq: 30 });
    expect(record?.ranges).toEqual([
      { from: 1, to: 30 },
      { from: 56, to: 60 },
    ]);
  });
});

describe('a reset', () => {
  it('keeps a conversation at the same position, marks one that moved on, drops one that is absent', async () => {
    const same = new ConversationModel('same').run(sends(3));
    const moved = new ConversationModel('moved').run(sends(3));
    const gone = new ConversationModel('gone').run(sends(3));
    const { engine } = newEngine();
    for (const model of [same, moved, gone]) {
      await engine.applyPage({ ...new ConversationModel(model.id).snapshot(), kind: 'delta' });
      for (const event of model.events) engine.applyEvent(event);
    }
    moved.run(sends(4));
    const [a, b] = [same.snapshot(), moved.snapshot()];
    await engine.applyPage({ ...a, has_more: true, token: 'half' });
    expect([...engine.state.conversations.keys()]).toEqual(['same', 'moved', 'gone']);
    expect(engine.state.token).toBe('token3');
    await engine.applyPage({ ...b, token: 'whole' });
    expect(engine.state.token).toBe('whole');
    expect([...engine.state.conversations.keys()]).toEqual(['same', 'moved']);
    expect(engine.state.conversations.get('same')).toMatchObject({ pos: 3, gap: null, ranges: [{ from: 1, to: 3 }] });
    expect(engine.state.conversations.get('moved')).toMatchObject({
      pos: 7,
      gap: { after: 3, before: 8, seq: 3 },
      ranges: [{ from: 1, to: 3 }],
    });
  });

  it('that was cut short is taken again from the start', async () => {
    const [one, two] = [new ConversationModel('one'), new ConversationModel('two')];
    const { engine } = newEngine();
    await engine.applyPage({ ...one.snapshot(), has_more: true });
    expect(engine.state.token).toBeNull();
    engine.beginConnection();
    await engine.applyPage(two.snapshot());
    expect([...engine.state.conversations.keys()]).toEqual(['two']);
  });

  it('after a restored backup takes the server’s side, even where it is behind', async () => {
    const model = new ConversationModel();
    const { engine } = await engineAt(model);
    for (const event of model.run(sends(9)).events) engine.applyEvent(event);
    const restored = new ConversationModel().run(sends(4));
    await engine.applyPage(restored.snapshot());
    const record = engine.state.conversations.get(model.id);
    expect(record).toMatchObject({ pos: 4, gap: null, messages: [] });
    expect(record?.conversation.last_seq).toBe(4);
  });
});

describe('a page of history', () => {
  it('that was read before an edit and arrives after it does not undo the edit', async () => {
    const model = new ConversationModel();
    const { engine } = await engineAt(model);
    for (const event of model.run(sends(3)).events) engine.applyEvent(event);
    const early = model.history(1, 3);
    engine.applyEvent(model.run([{ do: 'edit', which: 1 }]).events.at(-1) as never);
    await engine.update((draft) => applyHistory(draft, model.id, early));
    const messages = engine.state.conversations.get(model.id)?.messages;
    expect(messages?.map((message) => message.content?.text)).toEqual(['text 1', 'edit 0', 'text 3']);
  });
});

describe('a conversation nobody looks at', () => {
  it('keeps only its newest messages', async () => {
    const model = new ConversationModel();
    const { engine } = await engineAt(model);
    for (const event of model.run(sends(450)).events) engine.applyEvent(event);
    const record = engine.state.conversations.get(model.id);
    expect(record?.messages.length).toBeLessThanOrEqual(400);
    expect(record?.ranges).toEqual([{ from: record?.messages[0]?.seq, to: 450 }]);
    expect(record?.pos).toBe(450);
  });
});
