import { expect, test } from 'vitest';
import { countJobs, dropDead, listDead, requeueDead } from '../../src/cli/jobs.ts';
import type { Store } from '../../src/core/store.ts';
import { describeOnEachDatabase } from '../support/stores.ts';
import { configOf, listen } from './support.ts';

/** Writes a job and gives it up, as a worker would. */
async function bury(store: Store, kind: string, error: string): Promise<string> {
  const id = await store.transaction((tx) => tx.enqueue({ kind, payload: { of: kind } }));
  const now = Date.now() + 1_000;
  await store.transaction(async (tx) => {
    const claim = { limit: 10, kinds: [kind], lease: 'a', now, leasedUntil: now + 30_000 };
    for (const job of await tx.jobs.claim(claim)) await tx.jobs.fail(job, now, error);
  });
  return id;
}

describeOnEachDatabase('parlance jobs, beside a server that has the database open', (create) => {
  test('counts what waits, runs and is dead', async () => {
    const database = await create();
    const config = configOf(database);
    const store = await database.open();
    const empty = listen();
    await countJobs(config, empty.output);
    expect(empty.lines).toEqual(['No jobs wait, run or are dead.']);
    await bury(store, 'media.transcribe', 'It failed.');
    for (let index = 0; index < 12; index += 1) {
      await store.transaction((tx) => tx.enqueue({ kind: 'mail', payload: {} }));
    }
    const { output, lines } = listen();
    await countJobs(config, output);
    expect(lines).toEqual([
      'kind              waiting  running     dead',
      'mail                   12        0        0',
      'media.transcribe        0        0        1',
    ]);
  });

  test('lists the dead with why and what about, a line of theirs never passing for another job', async () => {
    const database = await create();
    const store = await database.open();
    const id = await bury(store, 'mail', 'first line\nsecond line');
    await bury(store, 'push', 'no such device');
    const all = listen();
    await listDead(configOf(database), { limit: '10' }, all.output);
    expect(all.lines).toHaveLength(2);
    const one = listen();
    await listDead(configOf(database), { limit: '10', kind: 'mail' }, one.output);
    const [head, why, about] = one.lines[0]?.split('\n') ?? [];
    expect(head).toMatch(new RegExp(`^${id}  mail \\d{4}-.*Z  1 attempt$`));
    expect([why, about]).toEqual(['  first line second line', '  {"of":"mail"}']);
    await expect(listDead(configOf(database), { limit: 'many' }, one.output)).rejects.toThrow('must be from 1 to 9999');
  });

  test('has one or all run again, and deletes them; what is not dead is left alone', async () => {
    const database = await create();
    const config = configOf(database);
    const store = await database.open();
    const mail = await bury(store, 'mail', 'x');
    const push = await bury(store, 'push', 'x');
    const other = await bury(store, 'push', 'x');
    const { output, lines } = listen();
    await requeueDead(config, { id: mail }, output);
    expect(await store.jobs.find(mail)).toMatchObject({ state: 'waiting', attempts: 0 });
    await expect(requeueDead(config, { id: mail }, output)).rejects.toThrow(`The job “${mail}” is waiting, not dead.`);
    await expect(dropDead(config, { id: mail }, output)).rejects.toThrow('is waiting, not dead');
    await expect(dropDead(config, { id: 'nothing' }, output)).rejects.toThrow('There is no job “nothing”.');
    await expect(dropDead(config, { id: push, kind: 'push' }, output)).rejects.toThrow('--kind goes with “all”');
    await dropDead(config, { id: push }, output);
    expect(await store.jobs.find(push)).toBeUndefined();
    await dropDead(config, { id: 'all', kind: 'mail' }, output);
    await requeueDead(config, { id: 'all', kind: 'push' }, output);
    expect(await store.jobs.find(other)).toMatchObject({ state: 'waiting' });
    expect(lines).toEqual(['1 job waits again.', '1 job was deleted.', '0 jobs were deleted.', '1 job waits again.']);
  });
});
