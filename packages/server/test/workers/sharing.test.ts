import { expect, test } from 'vitest';
import type { JobContext } from '../../src/workers/handler.ts';
import { describeOnEachDatabase, describeOnPostgres } from '../support/stores.ts';
import { claim, enqueue, enqueueOne, eventually, getJob, makeBench, makeGate } from './support.ts';

describeOnEachDatabase('workers share the outbox', (create) => {
  const bench = makeBench(create);

  test('every job runs once, never twice at a time, and everybody takes part', async () => {
    const [first, second] = await bench.open(2);
    const started = new Map<string, number>();
    let overlaps = 0;
    const now = new Set<string>();
    const run = async (_core: unknown, _payload: unknown, { jobId }: JobContext): Promise<void> => {
      started.set(jobId, (started.get(jobId) ?? 0) + 1);
      if (now.has(jobId)) overlaps += 1;
      now.add(jobId);
      await new Promise((resolve) => setTimeout(resolve, 5));
      now.delete(jobId);
    };
    const ids = await enqueue(first!, ...Array.from({ length: 120 }, (_, n) => ({ kind: 'test', payload: { n } })));
    const workers = [first!, first!, second!, second!].map((core) => bench.work(core, { test: { run } }));
    await eventually(() => expect(workers.flatMap(({ runs }) => runs)).toHaveLength(120));
    expect(overlaps).toBe(0);
    expect([...started.keys()].sort()).toEqual([...ids].sort());
    expect(new Set(started.values())).toEqual(new Set([1]));
    for (const { runs } of workers) expect(runs.length).toBeGreaterThan(0);
    expect(await first!.store.jobs.countOpen()).toEqual([]);
  });

  test('claims at the same moment never get the same job', async () => {
    const [one, other] = await bench.open(2);
    await enqueue(one!, ...Array.from({ length: 40 }, () => ({ kind: 'test', payload: {} })));
    const claims = await Promise.all(
      [one!, other!, one!, other!].map((core, index) => claim(core, { lease: `lease ${index}` })),
    );
    const ids = claims.flat().map((job) => job.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(0);
  });

  test('a commit wakes the worker of its node at once', async () => {
    const [core] = await bench.open();
    const { runs } = bench.work(core!, { test: { run: async () => undefined } }, { poll: 600_000 });
    await new Promise((resolve) => setTimeout(resolve, 50));
    await enqueueOne(core!);
    await eventually(() => expect(runs).toMatchObject([{ kind: 'test', outcome: 'done' }]));
  });

  test('a job for later runs when its time has come, without a poll', async () => {
    const [core] = await bench.open();
    const { runs } = bench.work(core!, { test: { run: async () => undefined } }, { poll: 600_000 });
    const runAt = Date.now() + 300;
    const id = await enqueueOne(core!, 'test', { runAt });
    await eventually(() => expect(runs).toHaveLength(1));
    expect((await getJob(core!, id)).finishedAt).toBeGreaterThanOrEqual(runAt);
  });

  test('what a transaction enqueued is gone when it is undone', async () => {
    const [core] = await bench.open();
    const undone = core!.store.transaction(async (tx) => {
      await tx.enqueue({ kind: 'test', payload: {} });
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await core!.store.jobs.countOpen()).toEqual([]);
  });

  test('the most urgent job runs first, then the one that has waited longest', async () => {
    const [core] = await bench.open();
    const order: unknown[] = [];
    const at = Date.now() - 1_000;
    await enqueue(
      core!,
      { kind: 'test', payload: { name: 'whenever' }, priority: 200, runAt: at },
      { kind: 'test', payload: { name: 'usual, later' }, runAt: at + 2 },
      { kind: 'test', payload: { name: 'usual' }, runAt: at + 1 },
      { kind: 'test', payload: { name: 'urgent' }, priority: 10, runAt: at + 3 },
    );
    const run = async (_core: unknown, { name }: Record<string, unknown>): Promise<void> => void order.push(name);
    bench.work(core!, { test: { run } }, { concurrency: 1 });
    await eventually(() => expect(order).toEqual(['urgent', 'usual', 'usual, later', 'whenever']));
  });

  test('no more jobs run at a time than the worker may', async () => {
    const [core] = await bench.open();
    let running = 0;
    let most = 0;
    const run = async (): Promise<void> => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running -= 1;
    };
    await enqueue(core!, ...Array.from({ length: 20 }, () => ({ kind: 'test', payload: {} })));
    const { runs } = bench.work(core!, { test: { run } }, { concurrency: 3 });
    await eventually(() => expect(runs).toHaveLength(20));
    expect(most).toBe(3);
  });

  test('jobs of kinds that a node does not know are left to others', async () => {
    const [core] = await bench.open();
    const { runs } = bench.work(core!, { test: { run: async () => undefined } });
    const strange = await enqueueOne(core!, 'of a newer version');
    await enqueueOne(core!);
    await eventually(() => expect(runs).toHaveLength(1));
    expect(await getJob(core!, strange)).toMatchObject({ state: 'waiting', attempts: 0 });
    expect(await core!.store.jobs.countOpen()).toEqual([{ kind: 'of a newer version', state: 'waiting', count: 1 }]);
  });

  test('a worker with no slots, and one with no handlers, take nothing', async () => {
    const [core] = await bench.open();
    const run = async (): Promise<void> => undefined;
    const idle = [bench.work(core!, { test: { run } }, { concurrency: 0 }), bench.work(core!, {})];
    const id = await enqueueOne(core!);
    const other = bench.work(core!, { other: { run } });
    await enqueueOne(core!, 'other');
    await eventually(() => expect(other.runs).toHaveLength(1));
    expect(idle.flatMap(({ runs }) => runs)).toEqual([]);
    expect((await getJob(core!, id)).state).toBe('waiting');
  });
});

describeOnPostgres('workers on several nodes', (create) => {
  const bench = makeBench(create);

  test('a node finds what another one enqueued', async () => {
    const [writer, other] = await bench.open(2);
    const { runs } = bench.work(other!, { test: { run: async () => undefined } });
    await enqueueOne(writer!);
    await eventually(() => expect(runs).toHaveLength(1));
  });

  test('a claim that is not committed yet keeps nobody waiting', async () => {
    const [one, other] = await bench.open(2);
    await enqueue(one!, { kind: 'test', payload: {} }, { kind: 'test', payload: {} });
    const taken = makeGate();
    const end = makeGate();
    const now = one!.clock.now();
    const slow = one!.store.transaction(async (tx) => {
      const jobs = await tx.jobs.claim({ kinds: ['test'], limit: 1, lease: 'slow', now, leasedUntil: now + 30_000 });
      taken.open();
      await end.passed;
      return jobs;
    });
    await taken.passed;
    const quick = await claim(other!, { lease: 'quick' });
    end.open();
    expect(quick).toHaveLength(1);
    expect((await slow).map((job) => job.id)).not.toEqual(quick.map((job) => job.id));
  });
});
