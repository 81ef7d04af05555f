import { describe, expect, test } from 'vitest';
import { CoreError } from '../../src/core/errors.ts';
import { JobFault } from '../../src/core/outbox/job-fault.ts';
import { listDeadJobs } from '../../src/core/outbox/list-dead-jobs.ts';
import { requeueJob } from '../../src/core/outbox/requeue-job.ts';
import { retryDelay } from '../../src/core/outbox/retry-delay.ts';
import type { JobContext } from '../../src/workers/handler.ts';
import { describeOnEachDatabase } from '../support/stores.ts';
import { claim, enqueueOne, eventually, getJob, makeBench, waitForAbort } from './support.ts';

describe('the wait before a retry', () => {
  test('doubles, up to ten minutes, and is spread over its upper half', () => {
    expect([1, 2, 3, 4].map((attempt) => retryDelay(attempt, 1))).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect([1, 2, 3, 4].map((attempt) => retryDelay(attempt, 0))).toEqual([500, 1_000, 2_000, 4_000]);
    expect(retryDelay(50, 1)).toBe(600_000);
  });
});

describeOnEachDatabase('jobs that fail', (create) => {
  const bench = makeBench(create);

  test('are tried again after a while that grows, and can succeed then', async () => {
    const [core] = await bench.open();
    const attempts: number[] = [];
    const run = async (_core: unknown, _payload: unknown, { attempt }: JobContext): Promise<void> => {
      attempts.push(attempt);
      if (attempt < 3) throw new Error(`no ${attempt}`);
    };
    const { runs } = bench.work(core!, { test: { run } });
    const id = await enqueueOne(core!);
    await eventually(() => expect(runs).toHaveLength(1));
    const first = await getJob(core!, id);
    expect(first).toMatchObject({ state: 'waiting', attempts: 1, error: 'no 1' });
    const wait = first.runAt - core!.clock.now();
    expect(wait).toBeGreaterThan(300);
    expect(wait).toBeLessThanOrEqual(1_000);
    core!.pass(1_000);
    await eventually(() => expect(runs).toHaveLength(2));
    expect((await getJob(core!, id)).runAt - core!.clock.now()).toBeGreaterThan(800);
    core!.pass(2_000);
    await eventually(() => expect(runs).toHaveLength(3));
    expect(attempts).toEqual([1, 2, 3]);
    expect(runs.map(({ outcome }) => outcome)).toEqual(['retried', 'retried', 'done']);
    expect(await getJob(core!, id)).toMatchObject({ state: 'done', attempts: 3, error: null, progress: 1 });
  });

  test('are dead after their last attempt, are listed, and run again when asked for', async () => {
    const [core] = await bench.open();
    let broken = true;
    const run = async (): Promise<void> => {
      if (broken) throw new Error('the service is gone');
    };
    const { runs } = bench.work(core!, { test: { run, attempts: 2 } });
    const id = await enqueueOne(core!, 'test', { payload: { messageId: 'm1' } });
    await eventually(() => expect(runs).toHaveLength(1));
    expect(await listDeadJobs(core!)).toEqual([]);
    await expect(requeueJob(core!, id)).rejects.toMatchObject({ code: 'conflict' });
    core!.pass(1_000);
    await eventually(() => expect(runs.map(({ outcome }) => outcome)).toEqual(['retried', 'dead']));
    expect(await listDeadJobs(core!)).toMatchObject([
      { id, kind: 'test', payload: { messageId: 'm1' }, state: 'dead', attempts: 2, error: 'the service is gone' },
    ]);
    expect(await listDeadJobs(core!, { kind: 'other' })).toEqual([]);
    expect(await core!.store.jobs.countOpen()).toEqual([{ kind: 'test', state: 'dead', count: 1 }]);
    core!.pass(3_600_000);
    broken = false;
    await requeueJob(core!, id);
    await eventually(() => expect(runs).toHaveLength(3));
    expect(await getJob(core!, id)).toMatchObject({ state: 'done', attempts: 1 });
    await expect(requeueJob(core!, 'unknown')).rejects.toMatchObject({ code: 'not_found' });
  });

  test('can say that it never helps, or when it will', async () => {
    const [core] = await bench.open();
    const { runs } = bench.work(core!, {
      refused: { run: () => Promise.reject(new JobFault('the key is wrong', { final: true })) },
      busy: { run: () => Promise.reject(new JobFault('429', { retryAfter: 60_000 })) },
      stopped: { run: () => Promise.reject(new CoreError('unavailable', 'later', { retryAfter: 45_000 })) },
    });
    const refused = await enqueueOne(core!, 'refused');
    const busy = await enqueueOne(core!, 'busy');
    const stopped = await enqueueOne(core!, 'stopped');
    await eventually(() => expect(runs).toHaveLength(3));
    expect(await getJob(core!, refused)).toMatchObject({ state: 'dead', attempts: 1, error: 'the key is wrong' });
    const now = core!.clock.now();
    expect((await getJob(core!, busy)).runAt - now).toBeGreaterThan(55_000);
    expect((await getJob(core!, stopped)).runAt - now).toBeGreaterThan(40_000);
  });

  test('by taking too long are interrupted and tried again', async () => {
    const [core] = await bench.open();
    let reason: unknown;
    const run = async (_core: unknown, _payload: unknown, { signal }: JobContext): Promise<void> => {
      await waitForAbort(signal).catch((fault: unknown) => {
        reason = fault;
        throw fault;
      });
    };
    const { runs } = bench.work(core!, { test: { run, timeout: 30 } });
    const id = await enqueueOne(core!);
    await eventually(() => expect(runs).toMatchObject([{ outcome: 'retried' }]));
    expect(reason).toMatchObject({ name: 'Interruption', why: 'timeout' });
    expect(await getJob(core!, id)).toMatchObject({ state: 'waiting', error: 'It took longer than 30 ms.' });
  });

  test('to heed their signal lose their slot, and can no longer complete the job', async () => {
    const [core] = await bench.open();
    let completeLate: (() => Promise<void>) | undefined;
    const { runs } = bench.work(
      core!,
      {
        deaf: {
          timeout: 30,
          run: (owner, _payload, { complete }) => {
            completeLate = () => owner.store.transaction((tx) => complete(tx));
            return new Promise(() => undefined);
          },
        },
        test: { run: async () => undefined },
      },
      { concurrency: 1 },
    );
    const deaf = await enqueueOne(core!, 'deaf');
    await enqueueOne(core!);
    await eventually(() =>
      expect(runs.map(({ kind, outcome }) => `${kind} ${outcome}`)).toEqual(['deaf retried', 'test done']),
    );
    await expect(completeLate?.()).rejects.toMatchObject({ name: 'Interruption', why: 'lease_lost' });
    expect((await getJob(core!, deaf)).state).toBe('waiting');
  });

  test('by ending their process are not run for ever', async () => {
    const [core] = await bench.open();
    const id = await enqueueOne(core!);
    for (const lease of ['one', 'two', 'three']) {
      expect(await claim(core!, { lease })).toHaveLength(1);
      core!.pass(30_001);
    }
    let begun = 0;
    const { runs } = bench.work(core!, {
      test: {
        run: async () => {
          begun += 1;
        },
      },
    });
    await eventually(() => expect(runs).toMatchObject([{ outcome: 'dead' }]));
    expect(begun).toBe(0);
    expect((await getJob(core!, id)).error).toBe('The server ended during each of its 3 attempts.');
  });
});
