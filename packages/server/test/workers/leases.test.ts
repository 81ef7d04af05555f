import { expect, test } from 'vitest';
import type { CoreContext } from '../../src/core/context.ts';
import { jobProgress } from '../../src/core/outbox/job-progress.ts';
import type { JobContext } from '../../src/workers/handler.ts';
import { makeUser } from '../support/rows.ts';
import { describeOnEachDatabase } from '../support/stores.ts';
import { claim, enqueue, enqueueOne, eventually, getJob, makeBench, makeGate, waitForAbort } from './support.ts';

describeOnEachDatabase('leases', (create) => {
  const bench = makeBench(create);

  test('a job whose worker died runs again when the lease has run out, and not before', async () => {
    const [core] = await bench.open();
    const id = await enqueueOne(core!);
    const [abandoned] = await claim(core!);
    const attempts: number[] = [];
    const run = async (_core: unknown, _payload: unknown, { attempt }: JobContext): Promise<void> =>
      void attempts.push(attempt);
    const { runs } = bench.work(core!, { test: { run }, other: { run: async () => undefined } });
    core!.pass(29_000);
    await enqueueOne(core!, 'other');
    await eventually(() => expect(runs).toHaveLength(1));
    expect(attempts).toEqual([]);
    core!.pass(1_000);
    await eventually(() => expect(attempts).toEqual([2]));
    await eventually(async () => expect((await getJob(core!, id)).state).toBe('done'));
    const late = await core!.store.transaction(async (tx) => [
      await tx.jobs.complete(abandoned!, 1),
      await tx.jobs.retry(abandoned!, 1, 'late'),
      await tx.jobs.fail(abandoned!, 1, 'late'),
      await tx.jobs.handBack(abandoned!),
      await tx.jobs.putProgress(abandoned!, 0.5, 'late'),
    ]);
    expect(late).toEqual([false, false, false, false, false]);
    expect(await core!.store.transaction((tx) => tx.jobs.renew([abandoned!], 1))).toEqual([]);
    expect(await getJob(core!, id)).toMatchObject({ state: 'done', attempts: 2, error: null, note: null });
  });

  test('a job that runs longer than its lease keeps it', async () => {
    const [first, second] = await bench.open(2);
    const run = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 3_000));
    // Long enough that a busy machine renews it in time.
    const workers = [first!, second!].map((core) => bench.work(core, { test: { run } }, { lease: 1_500 }));
    const id = await enqueueOne(first!);
    await eventually(() => expect(workers.flatMap(({ runs }) => runs)).toHaveLength(1));
    expect(await getJob(first!, id)).toMatchObject({ state: 'done', attempts: 1 });
  });

  test('a run that lost its lease is told so, and ends without a trace', async () => {
    const [core] = await bench.open();
    const began = makeGate();
    let why: unknown;
    const { runs } = bench.work(
      core!,
      {
        test: {
          run: async (_core, _payload, { signal }) => {
            began.open();
            await waitForAbort(signal).catch((fault: { why: string }) => {
              why = fault.why;
              throw fault;
            });
          },
        },
      },
      { lease: 150 },
    );
    const id = await enqueueOne(core!);
    await began.passed;
    expect(await claim(core!, { later: 10_000 })).toHaveLength(1);
    await eventually(() => expect(runs).toMatchObject([{ outcome: 'lost' }]));
    expect(why).toBe('lease_lost');
    expect(await getJob(core!, id)).toMatchObject({ state: 'running', attempts: 2, error: null });
  });

  test('a handler that completes its job with its effect makes one effect, even when it fails afterwards', async () => {
    const [core] = await bench.open();
    const { runs } = bench.work(core!, {
      test: {
        run: async (owner, { id }, { complete }) => {
          await owner.store.transaction(async (tx) => {
            await tx.users.insert(makeUser({ id: id as string }));
            await complete(tx);
          });
          throw new Error('afterwards');
        },
      },
    });
    const user = makeUser();
    const id = await enqueueOne(core!, 'test', { payload: { id: user.id } });
    await eventually(() => expect(runs).toMatchObject([{ outcome: 'done' }]));
    expect(await getJob(core!, id)).toMatchObject({ state: 'done', attempts: 1, error: null });
    expect(await core!.store.users.find(user.id)).toBeDefined();
  });

  test('of two runs of one job only one has an effect', async () => {
    const [first, second] = await bench.open(2);
    const held = makeGate();
    const began = makeGate();
    const effects = [makeUser(), makeUser()];
    const faults: unknown[] = [];
    const run = async (core: CoreContext, _payload: unknown, { attempt, complete }: JobContext): Promise<void> => {
      if (attempt === 1) {
        began.open();
        await held.passed;
      }
      await core.store
        .transaction(async (tx) => {
          await tx.users.insert(effects[attempt - 1]!);
          await complete(tx);
        })
        .catch((fault: unknown) => {
          faults.push(fault);
          throw fault;
        });
    };
    const slow = bench.work(first!, { test: { run } }, { concurrency: 1 });
    const id = await enqueueOne(first!);
    await began.passed;
    for (const core of new Set([first!, second!])) core.pass(30_001);
    const quick = bench.work(second!, { test: { run } });
    await eventually(() => expect(quick.runs).toMatchObject([{ outcome: 'done' }]));
    held.open();
    await eventually(() => expect(slow.runs).toMatchObject([{ outcome: 'lost' }]));
    expect(faults).toMatchObject([{ name: 'Interruption', why: 'lease_lost' }]);
    expect(await first!.store.users.find(effects[0]!.id)).toBeUndefined();
    expect(await first!.store.users.find(effects[1]!.id)).toBeDefined();
    expect(await getJob(first!, id)).toMatchObject({ state: 'done', attempts: 2 });
  });

  test('a completion that is undone with its transaction does not count', async () => {
    const [core] = await bench.open();
    const { runs } = bench.work(core!, {
      test: {
        run: async (owner, _payload, { complete }) => {
          const undone = owner.store.transaction(async (tx) => {
            await complete(tx);
            throw new Error('undone');
          });
          await undone.catch(() => undefined);
          throw new Error('not done');
        },
      },
    });
    const id = await enqueueOne(core!);
    await eventually(() => expect(runs).toMatchObject([{ outcome: 'retried' }]));
    expect(await getJob(core!, id)).toMatchObject({ state: 'waiting', error: 'not done' });
  });
});

describeOnEachDatabase('progress', (create) => {
  const bench = makeBench(create);

  test('is seen while the job runs', async () => {
    const [core] = await bench.open();
    const end = makeGate();
    bench.work(core!, {
      test: {
        run: async (_core, _payload, { progress }) => {
          progress(0.25, 'a quarter');
          for (let step = 26; step <= 50; step += 1) progress(step / 100, `step ${step}`);
          await end.passed;
        },
      },
    });
    const id = await enqueueOne(core!);
    await eventually(async () =>
      expect(await jobProgress(core!, id)).toMatchObject({ state: 'running', progress: 0.25 }),
    );
    await eventually(async () =>
      expect(await jobProgress(core!, id)).toMatchObject({ progress: 0.5, note: 'step 50', attempts: 1 }),
    );
    end.open();
    await eventually(async () => expect(await jobProgress(core!, id)).toMatchObject({ state: 'done', progress: 1 }));
    await expect(jobProgress(core!, 'unknown')).rejects.toMatchObject({ code: 'not_found' });
  });

  test('of done jobs is forgotten when they are purged; dead and waiting ones stay', async () => {
    const [core] = await bench.open();
    const [done, dead, waiting] = await enqueue(
      core!,
      ...['done', 'dead', 'waiting'].map((kind) => ({ kind, payload: {} })),
    );
    const [first] = await claim(core!, { kinds: ['done'] });
    const [second] = await claim(core!, { kinds: ['dead'] });
    const purged = await core!.store.transaction(async (tx) => {
      await tx.jobs.complete(first!, 1_000);
      await tx.jobs.fail(second!, 1_000, 'dead');
      return [await tx.jobs.purgeDone(1_000, 10), await tx.jobs.purgeDone(1_001, 10)];
    });
    expect(purged).toEqual([0, 1]);
    expect(await core!.store.jobs.find(done!)).toBeUndefined();
    expect(await getJob(core!, dead!)).toMatchObject({ state: 'dead', finishedAt: 1_000 });
    expect(await getJob(core!, waiting!)).toMatchObject({ state: 'waiting' });
  });
});

describeOnEachDatabase('a worker that stops', (create) => {
  const bench = makeBench(create);

  test('lets its jobs finish and begins no others', async () => {
    const [core] = await bench.open();
    const began = makeGate();
    const end = makeGate();
    const run = async (_core: unknown, _payload: unknown, { signal }: JobContext): Promise<void> => {
      began.open();
      await Promise.race([end.passed, waitForAbort(signal)]);
    };
    const worker = bench.work(core!, { test: { run } }, { concurrency: 1, drain: 5_000 });
    const [first, second] = await enqueue(core!, { kind: 'test', payload: {} }, { kind: 'test', payload: {} });
    await began.passed;
    const stopped = worker.stop();
    setTimeout(end.open, 20);
    await stopped;
    const states = [(await getJob(core!, first!)).state, (await getJob(core!, second!)).state].sort();
    expect(states).toEqual(['done', 'waiting']);
    expect(worker.runs).toHaveLength(1);
  });

  test('hands back what does not finish, as if it had not been begun', async () => {
    const [core] = await bench.open();
    const began = makeGate();
    const worker = bench.work(core!, {
      test: {
        run: (_core, _payload, { signal }) => {
          began.open();
          return waitForAbort(signal);
        },
      },
    });
    const id = await enqueueOne(core!);
    await began.passed;
    await worker.stop();
    expect(worker.runs).toMatchObject([{ outcome: 'handed_back' }]);
    expect(await getJob(core!, id)).toMatchObject({ state: 'waiting', attempts: 0, error: null });
    const next = bench.work(core!, { test: { run: async () => undefined } });
    await eventually(() => expect(next.runs).toMatchObject([{ outcome: 'done' }]));
  });

  test('leaves to its lease what does not heed the signal: it may still run', async () => {
    const [core] = await bench.open();
    const began = makeGate();
    const worker = bench.work(core!, {
      test: {
        run: () => {
          began.open();
          return new Promise(() => undefined);
        },
      },
    });
    const id = await enqueueOne(core!);
    await began.passed;
    await worker.stop();
    expect(worker.runs).toMatchObject([{ outcome: 'lost' }]);
    expect(await getJob(core!, id)).toMatchObject({ state: 'running', attempts: 1 });
  });
});
