import pg from 'pg';
import { expect, test } from 'vitest';
import type { Store } from '../../src/core/store.ts';
import { insertGroup, makeUser, send } from '../support/rows.ts';
import { describeOnPostgres } from '../support/stores.ts';

const anna = makeUser();

/** A client that pages from its token and keeps what it saw: per conversation, every position of every message. */
class Follower {
  readonly seen = new Map<string, number[]>();
  readonly tokens: number[] = [0];
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** One round of sync: everything after the token, and the frontier of the same snapshot as the next token. */
  async follow(): Promise<void> {
    const since = this.tokens.at(-1)!;
    await this.#store.snapshot(async (reader) => {
      const frontier = await reader.sync.frontier();
      let after: { value: number; id: string } | null = null;
      for (;;) {
        const [own] = await reader.conversations.listChanged(anna.id, since, after, 1);
        if (own === undefined) break;
        const { conversation, member } = own;
        for (const message of await reader.messages.changedAfterGpos(conversation.id, since, 10_000)) {
          const positions = this.seen.get(conversation.id) ?? [];
          positions.push(message.pos);
          this.seen.set(conversation.id, positions);
        }
        after = { value: Math.max(conversation.gpos, member.gpos), id: conversation.id };
      }
      this.tokens.push(Math.max(since, frontier));
    });
  }

  distinct(conversationId: string): number[] {
    return [...new Set(this.seen.get(conversationId))].sort((one, other) => one - other);
  }
}

describeOnPostgres('the frontier on PostgreSQL', (create) => {
  test('two nodes write while a transaction is held open: no token ever passes what is not committed', async () => {
    const database = await create();
    const [one, two] = [await database.open(), await database.open()];
    const groups = await Promise.all(Array.from({ length: 6 }, () => insertGroup(one, [anna.id])));
    const slow = await insertGroup(one, [anna.id]);
    const follower = new Follower(two);
    await follower.follow();

    // Takes its number now, like any sender, and commits long after those that come later.
    const held = new pg.Client({ connectionString: database.url });
    await held.connect();
    await held.query('begin');
    const base = Number((await held.query(`select value from meta where key = 'gpos_base'`)).rows[0].value);
    const early = base + Number((await held.query('select pg_current_xact_id()::text as id')).rows[0].id);
    await held.query(
      `update conversations set last_pos = last_pos + 1, last_seq = last_seq + 1, gpos = greatest(gpos, $2) where id = $1`,
      [slow.id, early],
    );
    await held.query(
      `insert into messages (id, conversation_id, seq, pos, gpos, sent_gpos, rev, sender_id, body_hash, reply_count, created_at)
       values ('late', $1, 1, 1, $2, $2, 0, $3, '', 0, 1)`,
      [slow.id, early, anna.id],
    );

    let writing = true;
    const written = new Map(groups.map((group) => [group.id, 0]));
    const write = async (store: Store) => {
      for (let index = 0; writing; index += 1) {
        const group = groups[index % groups.length]!;
        await send(store, group.id, anna, 'x');
        written.set(group.id, written.get(group.id)! + 1);
      }
    };
    const writers = Promise.all([write(one), write(two), write(one), write(two)]);
    try {
      for (let round = 0; round < 30; round += 1) {
        await follower.follow();
        expect(follower.tokens.at(-1)).toBeLessThan(early);
      }
      expect(follower.seen.get(slow.id)).toBeUndefined();
      await held.query('commit');
      await expect
        .poll(
          async () => {
            await follower.follow();
            return follower.tokens.at(-1);
          },
          { timeout: 10_000 },
        )
        .toBeGreaterThanOrEqual(early);
    } finally {
      writing = false;
      await writers;
      await held.end();
    }
    const last = Math.max(
      ...(await Promise.all(groups.map(async ({ id }) => (await one.conversations.find(id))!.gpos))),
    );
    await expect
      .poll(
        async () => {
          await follower.follow();
          return follower.tokens.at(-1);
        },
        { timeout: 10_000 },
      )
      .toBeGreaterThanOrEqual(last);

    expect(follower.distinct(slow.id)).toEqual([1]);
    for (const { id } of groups) {
      expect(written.get(id)).toBeGreaterThan(3);
      expect(follower.distinct(id)).toEqual(Array.from({ length: written.get(id)! }, (_, index) => index + 1));
    }
    expect(follower.tokens).toEqual(follower.tokens.toSorted((before, after) => before - after));
  });

  test('a token told with events covers only what is settled: older writers that finish later are told later', async () => {
    const database = await create();
    const store = await database.open();
    const group = await insertGroup(store, [anna.id]);
    const other = await insertGroup(store, [anna.id]);
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const told: { gpos: number; frontier: number }[] = [];
    let frontier = 0;
    store.onCommitted((batches, reached) => {
      frontier = reached;
      for (const batch of batches) told.push({ gpos: batch.gpos, frontier: reached });
    });
    let slowGpos = 0;
    const slow = store.transaction(async (tx) => {
      slowGpos = tx.gpos;
      await gate;
      return tx.conversations.advance(group.id, { seq: false, at: 1 });
    });
    await expect.poll(() => slowGpos).toBeGreaterThan(0);
    const later = await send(store, other.id, anna, 'later');
    expect(later.gpos).toBeGreaterThan(slowGpos);
    expect(told.every((batch) => batch.frontier < slowGpos)).toBe(true);
    release();
    await slow;
    await expect.poll(() => frontier, { timeout: 10_000 }).toBeGreaterThanOrEqual(later.gpos);
  });

  test('a database restored into a cluster with smaller transaction ids goes on above its old positions', async () => {
    const database = await create();
    const first = await database.open();
    const group = await insertGroup(first, [anna.id]);
    await first.close();
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    // What a dump from a cluster with a billion more transactions would hold.
    await client.query('update conversations set gpos = gpos + 1000000000');
    await client.query('update members set gpos = gpos + 1000000000');
    const { rows } = await client.query('select max(gpos) as highest from conversations');
    await client.end();
    const second = await database.open();
    const sent = await send(second, group.id, anna, 'after');
    expect(sent.gpos).toBeGreaterThan(Number(rows[0].highest));
    await expect.poll(() => second.sync.frontier(), { timeout: 10_000 }).toBeGreaterThanOrEqual(sent.gpos);
    expect((await second.conversations.find(group.id))?.gpos).toBe(sent.gpos);
  });
});
