import { join } from 'node:path';
import pg from 'pg';
import { expect, test } from 'vitest';
import type { AuditEntry, ModerationCase } from '../../src/core/moderation/moderation-case.ts';
import { openDatabase } from '../../src/storage/sqlite/driver.ts';
import { describeOnEachDatabase, type TestDatabase } from '../support/stores.ts';

function makeCase(change: Partial<ModerationCase>): ModerationCase {
  return {
    id: 'case',
    messageId: 'message',
    conversationId: 'conversation',
    authorId: 'author',
    authorKnown: true,
    state: 'open',
    standing: 'held',
    action: 'hold',
    thresholds: { threat: 0.8 },
    scores: { threat: 0.9 },
    engine: 'built-in',
    original: { type: 'text', text: 'what was said' },
    mentions: ['somebody'],
    mediaId: null,
    reports: 0,
    decision: null,
    note: null,
    decidedBy: null,
    decidedAt: null,
    appeal: null,
    createdAt: 1_000,
    updatedAt: 1_000,
    ...change,
  };
}

const entry: AuditEntry = {
  id: 'entry',
  conversationId: 'conversation',
  caseId: 'case',
  messageId: 'message',
  actorId: null,
  action: 'hold',
  subjectId: 'author',
  before: { standing: 'shown' },
  after: { standing: 'held' },
  note: null,
  at: 1_000,
};

describeOnEachDatabase('what is kept of moderation', (create) => {
  test('cases come back as they were written, and as they were changed', async () => {
    const store = await (await create()).open();
    const one = makeCase({});
    await store.transaction((tx) => tx.moderation.insertCase(one));
    expect(await store.moderation.findCase('case')).toEqual(one);
    const appeal = { note: 'no', at: 5, outcome: null, decidedBy: null, decidedAt: null };
    await store.transaction((tx) =>
      tx.moderation.updateCase('case', { appeal, state: 'appealed', original: null, mentions: [], updatedAt: 5 }),
    );
    expect(await store.moderation.findCaseOf('message')).toEqual(
      makeCase({ appeal, state: 'appealed', original: null, mentions: [], updatedAt: 5 }),
    );
  });

  test('a message has one case', async () => {
    const store = await (await create()).open();
    await store.transaction((tx) => tx.moderation.insertCase(makeCase({})));
    await expect(store.transaction((tx) => tx.moderation.insertCase(makeCase({ id: 'other' })))).rejects.toThrow();
  });

  test('the queue is paged from the oldest, and holds what was asked for', async () => {
    const store = await (await create()).open();
    await store.transaction(async (tx) => {
      for (let index = 0; index < 5; index += 1) {
        const state = index === 3 ? 'decided' : 'open';
        const place = { conversationId: index === 4 ? 'elsewhere' : 'conversation', createdAt: 1_000 + (index >> 1) };
        await tx.moderation.insertCase(makeCase({ id: `case${index}`, messageId: `message${index}`, state, ...place }));
      }
    });
    const ask = async (after: { value: number; id: string } | null, conversationId: string | null = 'conversation') =>
      (await store.moderation.listCases({ conversationId, states: ['open'], after, limit: 2 })).map(({ id }) => id);
    expect(await ask(null)).toEqual(['case0', 'case1']);
    expect(await ask({ value: 1_000, id: 'case1' })).toEqual(['case2']);
    expect(await ask({ value: 1_001, id: 'case2' }, null)).toEqual(['case4']);
  });

  test('a person reports a message once', async () => {
    const store = await (await create()).open();
    const report = { messageId: 'message', reporterId: 'r', reason: 'spam' as const, note: null, createdAt: 10 };
    const tell = (at: number) => store.transaction((tx) => tx.moderation.insertReport({ ...report, createdAt: at }));
    expect(await tell(10)).toBe(true);
    expect(await tell(20)).toBe(false);
    expect(await store.moderation.countReportsBy('r', 10)).toBe(1);
    expect(await store.moderation.countReportsBy('r', 11)).toBe(0);
    expect(await store.moderation.listReports('message', 10)).toEqual([report]);
  });

  test('originals of settled cases are forgotten in time, those still open are not', async () => {
    const store = await (await create()).open();
    await store.transaction(async (tx) => {
      await tx.moderation.insertCase(makeCase({ id: 'open', messageId: 'm1' }));
      await tx.moderation.insertCase(makeCase({ id: 'old', messageId: 'm2', state: 'decided' }));
      await tx.moderation.insertCase(makeCase({ id: 'new', messageId: 'm3', state: 'decided', updatedAt: 9_000 }));
    });
    expect(await store.transaction((tx) => tx.moderation.eraseOriginalsBefore(5_000))).toBe(1);
    expect((await store.moderation.findCase('old'))?.original).toBeNull();
    expect((await store.moderation.findCase('open'))?.original).not.toBeNull();
    expect((await store.moderation.findCase('new'))?.original).not.toBeNull();
  });

  test('the trail can be neither changed nor deleted, not even by a statement of somebody’s own', async () => {
    const database = await create();
    const store = await database.open();
    await store.transaction((tx) => tx.moderation.appendAudit(entry));
    for (const statement of [`update moderation_audit set action = 'approve'`, 'delete from moderation_audit']) {
      await expect(runOn(database, statement)).rejects.toThrow('The audit trail can only grow.');
    }
    expect(await store.moderation.listAudit(null, null, 5)).toEqual([entry]);
  });

  test('the trail is read from the newest', async () => {
    const store = await (await create()).open();
    await store.transaction(async (tx) => {
      for (const at of [1, 2, 3]) await tx.moderation.appendAudit({ ...entry, id: `entry${at}`, at });
    });
    const newest = await store.moderation.listAudit('conversation', null, 2);
    expect(newest.map(({ id }) => id)).toEqual(['entry3', 'entry2']);
    expect(newest[1]).toEqual({ ...entry, id: 'entry2', at: 2 });
    const rest = await store.moderation.listAudit(null, { value: 2, id: 'entry2' }, 2);
    expect(rest.map(({ id }) => id)).toEqual(['entry1']);
  });
});

async function runOn({ folder, url }: TestDatabase, statement: string): Promise<void> {
  if (url === undefined) {
    const file = openDatabase(join(folder, 'parlance.db'));
    try {
      file.exec(statement);
    } finally {
      file.close();
    }
    return;
  }
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
