import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Store } from '../../src/core/store.ts';
import type { User } from '../../src/core/users/user.ts';
import { makeUser } from '../support/rows.ts';
import { describeOnEachDatabase, type TestDatabase } from '../support/stores.ts';
import { eventually, makeWorker } from './support.ts';

const NODE = fileURLToPath(new URL('killed-node.mjs', import.meta.url));

describeOnEachDatabase('kill -9 in the middle of a job', (create) => {
  test('before its effect: the job runs again when the lease has run out, and has its effect', async () => {
    const { store, id, user } = await killDuring(await create(), 'before effect');
    expect(await store.jobs.find(id)).toMatchObject({ state: 'running', attempts: 1 });
    const runs = await runLater(store, user);
    expect(runs).toEqual([2]);
    expect(await store.users.find(user.id)).toBeDefined();
    expect(await store.jobs.find(id)).toMatchObject({ state: 'done', attempts: 2 });
  });

  test('after its effect was committed with its completion: it never runs again', async () => {
    const { store, id, user } = await killDuring(await create(), 'after effect');
    expect(await store.users.find(user.id)).toBeDefined();
    expect(await runLater(store, user)).toEqual([]);
    expect(await store.jobs.find(id)).toMatchObject({ state: 'done', attempts: 1 });
  });
});

/** Enqueues a job, lets another process take it, and kills that process. */
async function killDuring(database: TestDatabase, when: string): Promise<{ store: Store; id: string; user: User }> {
  const user = makeUser();
  const before = await database.open();
  const id = await before.transaction((tx) => tx.enqueue({ kind: 'test', payload: { user } }));
  // One process at a time may have a SQLite file.
  await before.close();
  const child = spawn(process.execPath, [NODE, database.folder, database.url ?? '', when], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  await Promise.race([
    once(child.stdout, 'data'),
    closed.then(() => Promise.reject(new Error('the other process ended by itself'))),
  ]);
  child.kill('SIGKILL');
  await closed;
  return { store: await database.open(), id, user };
}

/** Runs what is due in half a minute and a second job behind it; returns the attempts that the killed job had. */
async function runLater(store: Store, user: User): Promise<number[]> {
  const attempts: number[] = [];
  let ended = false;
  const worker = makeWorker(
    { store, now: () => Date.now() + 31_000 },
    {
      test: async (_core, _payload, { attempt, complete }) => {
        attempts.push(attempt);
        await store.transaction(async (tx) => {
          await tx.users.insert(user);
          await complete(tx);
        });
      },
      last: async () => {
        ended = true;
      },
    },
  );
  await store.transaction((tx) => tx.enqueue({ kind: 'last', payload: {}, priority: 999 }));
  worker.start();
  await eventually(() => expect(ended).toBe(true));
  await worker.stop();
  return attempts;
}
