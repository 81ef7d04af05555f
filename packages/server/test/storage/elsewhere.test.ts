import pg from 'pg';
import { expect, test } from 'vitest';
import type { CoreError } from '../../src/core/errors.ts';
import type { CommittedBatch } from '../../src/core/events.ts';
import { parseBatchText, toBatchText } from '../../src/core/nodes/batch-text.ts';
import type { Store } from '../../src/core/store.ts';
import { insertGroup, makeConversation, makeMessage, makeSession, makeUser, send } from '../support/rows.ts';
import { describeOnPostgres } from '../support/stores.ts';

const anna = makeUser();

/** A transaction with an event that has a place, as the core's actions make them. */
async function say(store: Store, conversationId: string, text: string): Promise<number> {
  return store.transaction(async (tx) => {
    const conversation = (await tx.conversations.advance(conversationId, { seq: true, at: 1 }))!;
    const { lastSeq: seq, lastPos: pos } = conversation;
    const message = makeMessage(conversationId, anna.id, { seq, pos, gpos: tx.gpos, content: { type: 'text', text } });
    await tx.messages.insert(message);
    tx.emit({ type: 'message.sent', conversation, message, actor: anna });
    return tx.gpos;
  });
}

/** What a node tells its listeners, and how far it says that everything is told. */
function listen(store: Store) {
  const heard: { texts: string[]; own: number; frontier: number } = { texts: [], own: 0, frontier: 0 };
  store.onEveryCommit((batches, frontier) => {
    heard.frontier = frontier;
    for (const { events } of batches) {
      for (const event of events) {
        if (event.type === 'message.sent' && event.message.content?.type === 'text')
          heard.texts.push(event.message.content.text);
      }
    }
  });
  store.onCommitted((batches) => {
    heard.own += batches.filter(({ events }) => events.length > 0).length;
  });
  return heard;
}

describeOnPostgres('commits of other nodes', (create) => {
  test('are told without any bus, once, in each conversation’s order, and only then covered by the frontier', async () => {
    const database = await create();
    const [one, two] = [await database.open(), await database.open()];
    for (const store of [one, two]) store.elsewhere?.setAlone(false);
    const group = await insertGroup(one, [anna.id]);
    const [first, second] = [listen(one), listen(two)];
    const lines = Array.from({ length: 60 }, (_, index) => `line ${index}`);
    const sent = Promise.all(lines.map((line, index) => say(index % 3 === 0 ? two : one, group.id, line)));
    const last = Math.max(...(await sent));
    for (const heard of [first, second]) {
      await expect.poll(() => heard.frontier, { timeout: 10_000 }).toBeGreaterThanOrEqual(last);
      expect(heard.texts).toHaveLength(lines.length);
    }
    const stored = await one.messages.listAfter(group.id, 0, 100);
    const order = stored.map(({ content }) => (content?.type === 'text' ? content.text : ''));
    expect(first.texts).toEqual(order);
    expect(second.texts).toEqual(order);
    expect([first.own, second.own]).toEqual([40, 20]);
  });

  test('are told while somebody’s transaction holds the frontier, and it is known for how long', async () => {
    const database = await create();
    const store = await database.open();
    const group = await insertGroup(store, [anna.id]);
    const heard = listen(store);
    const foreign = new pg.Client({ connectionString: database.url });
    await foreign.connect();
    await foreign.query('begin; select pg_current_xact_id()');
    const last = await say(store, group.id, 'meanwhile');
    expect(heard.texts).toEqual(['meanwhile']);
    await expect.poll(() => store.elsewhere?.heldFor(), { timeout: 10_000 }).toBeGreaterThan(100);
    expect(heard.frontier).toBeLessThan(last);
    await foreign.query('commit');
    await foreign.end();
    await expect.poll(() => heard.frontier, { timeout: 10_000 }).toBeGreaterThanOrEqual(last);
    expect(store.elsewhere?.heldFor()).toBe(0);
  });

  test('are told once, whether a bus brings them before, after, twice or never', async () => {
    const database = await create();
    const [one, two] = [await database.open(), await database.open()];
    const group = await insertGroup(one, [anna.id]);
    const heard = listen(two);
    const sent: CommittedBatch[] = [];
    one.onCommitted((batches) => sent.push(...batches.filter(({ text }) => text !== undefined)));
    let last = 0;
    for (let index = 0; index < 12; index += 1) {
      last = await say(one, group.id, `line ${index}`);
      const batch = sent.at(-1)!;
      const bring = () => two.elsewhere?.hear(parseBatchText(batch.text!, batch.order!));
      if (index % 4 === 1) bring();
      if (index % 4 === 2) setTimeout(bring, 300);
      if (index % 4 === 3) {
        bring();
        bring();
      }
    }
    await expect.poll(() => heard.frontier, { timeout: 10_000 }).toBeGreaterThanOrEqual(last);
    const later = await say(one, group.id, 'the end');
    await expect.poll(() => heard.frontier, { timeout: 10_000 }).toBeGreaterThanOrEqual(later);
    expect(heard.texts).toEqual([...Array.from({ length: 12 }, (_, index) => `line ${index}`), 'the end']);
    expect(heard.own).toBe(0);
  });

  test('the frontier stays below what another node has not committed yet', async () => {
    const database = await create();
    const [one, two] = [await database.open(), await database.open()];
    const [group, other] = [await insertGroup(one, [anna.id]), await insertGroup(one, [anna.id])];
    const heard = listen(two);
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    let early = 0;
    const slow = one.transaction(async (tx) => {
      early = tx.gpos;
      await gate;
      const conversation = (await tx.conversations.advance(other.id, { seq: true, at: 1 }))!;
      const message = makeMessage(other.id, anna.id, { gpos: tx.gpos, content: { type: 'text', text: 'slow' } });
      await tx.messages.insert(message);
      tx.emit({ type: 'message.sent', conversation, message, actor: anna });
    });
    await expect.poll(() => early).toBeGreaterThan(0);
    const quick = await say(one, group.id, 'quick');
    await expect.poll(() => heard.texts, { timeout: 5_000 }).toEqual(['quick']);
    expect(heard.frontier).toBeLessThan(early);
    release();
    await slow;
    await expect.poll(() => heard.frontier, { timeout: 5_000 }).toBeGreaterThanOrEqual(quick);
    expect(heard.texts).toEqual(['quick', 'slow']);
  });

  test('that are pruned before a node looked make it say so, and its frontier goes on', async () => {
    const database = await create();
    const [one, two] = [await database.open(), await database.open()];
    const group = await insertGroup(one, [anna.id]);
    // Node two looks rarely, as one would that was paused.
    two.elsewhere?.setPace(60_000);
    const heard = listen(two);
    let missed = 0;
    two.elsewhere?.onMissed(() => {
      missed += 1;
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const last = await say(one, group.id, 'gone');
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query('delete from commits');
    await client.query(`update meta set value = $1 where key = 'commits_pruned'`, [String(last)]);
    await client.end();
    expect(missed).toBe(0);
    // Somebody else’s open write may hold the frontier back: it is looked again until it has passed.
    const lookAgain = (): number => {
      two.elsewhere?.look();
      return heard.frontier;
    };
    await expect.poll(lookAgain, { timeout: 15_000 }).toBeGreaterThanOrEqual(last);
    expect(missed).toBe(1);
    expect(heard.texts).toEqual([]);
    const next = await say(one, group.id, 'next');
    await expect.poll(lookAgain, { timeout: 15_000 }).toBeGreaterThanOrEqual(next);
    expect([missed, heard.texts]).toEqual([1, ['next']]);
  });

  test('a commit whose answer was lost is told by the node that made it', async () => {
    const database = await create();
    const store = await database.open();
    const group = await insertGroup(store, [anna.id]);
    await send(store, group.id, anna, 'before');
    const heard = listen(store);
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const base = Number((await client.query(`select value from meta where key = 'gpos_base'`)).rows[0].value);
    await client.query('begin');
    const gpos = base + Number((await client.query('select pg_current_xact_id()::text as id')).rows[0].id);
    const conversation = makeConversation({ id: group.id, lastPos: 2 });
    const message = makeMessage(group.id, anna.id, { gpos, content: { type: 'text', text: 'unheard' } });
    const text = toBatchText({ gpos, events: [{ type: 'message.sent', conversation, message, actor: anna }] });
    await client.query('insert into commits (gpos, batch) values ($1, $2)', [gpos, text]);
    await client.query('commit');
    await client.end();
    await expect.poll(() => heard.frontier, { timeout: 5_000 }).toBeGreaterThanOrEqual(gpos);
    expect(heard.texts).toEqual(['unheard']);
  });

  test('a transaction whose process was paused is ended by the database, so that others go on', async () => {
    const database = await create();
    const [one, two] = [await database.open(), await database.open()];
    const group = await insertGroup(one, [anna.id]);
    let began = false;
    const stuck = one
      .transaction(async (tx) => {
        await tx.conversations.advance(group.id, { seq: true, at: 1 });
        began = true;
        await new Promise((resolve) => setTimeout(resolve, 8_000));
        await tx.conversations.find(group.id);
      })
      .then(
        () => 'committed',
        (fault: unknown) => (fault as CoreError).code,
      );
    await expect.poll(() => began).toBe(true);
    await say(two, group.id, 'goes on');
    expect((await two.conversations.find(group.id))?.lastSeq).toBe(1);
    expect(await stuck).toBe('unavailable');
  }, 20_000);
});

test('what nodes tell each other holds no credentials, and is otherwise the same', () => {
  const user = makeUser({ passwordHash: '$argon2id$v=19$x"quoted\\"', externalKey: 'issuer subject' });
  const session = makeSession(user.id, { refreshHash: 'secret-one', previousRefreshHash: 'secret-two' });
  const conversation = makeConversation();
  const message = makeMessage(conversation.id, user.id, {
    content: { type: 'text', text: 'say "passwordHash":"kept" and \\"refreshHash\\":\\"kept\\"' },
  });
  const text = toBatchText({
    gpos: 7,
    jobs: true,
    events: [
      { type: 'message.sent', conversation, message, actor: user },
      { type: 'session.started', userId: user.id, session },
    ],
  });
  expect(text).not.toMatch(/argon2id|issuer subject|secret-/);
  const actor = { ...user, passwordHash: '-', externalKey: '-' };
  expect(parseBatchText(text, 3)).toEqual({
    gpos: 7,
    order: 3,
    jobs: true,
    events: [
      { type: 'message.sent', conversation, message, actor },
      { type: 'session.started', userId: user.id, session: { ...session, refreshHash: '-', previousRefreshHash: '-' } },
    ],
  });
});
