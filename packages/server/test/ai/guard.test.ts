import { setTimeout as delay } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { ServiceFault } from '../../src/integrations/services/service-fault.ts';
import { ServiceGuard, type ServiceLimits } from '../../src/integrations/services/service-guard.ts';
import { Recorder } from './support.ts';

let activity: Recorder;
beforeEach(() => {
  activity = new Recorder();
});

const REST = 200;

function makeGuard(limits: Partial<ServiceLimits>): ServiceGuard {
  const some = { attempts: 1, first: 5_000, whole: 5_000, rest: REST, ...limits };
  return new ServiceGuard({ name: 'The oracle', service: 'chat', provider: 'oracle', activity, limits: some });
}

const signal = new AbortController().signal;
const fails = async (): Promise<string> => {
  throw new ServiceFault('failed', { status: 500 });
};
const answers = async (): Promise<string> => 'yes';

describe('the breaker', () => {
  test('leaves a service alone that keeps failing, and calls it again after a rest', async () => {
    const guard = makeGuard({ failures: 3 });
    let asked = 0;
    const asks = (): Promise<string> => {
      asked += 1;
      return fails();
    };
    for (let time = 0; time < 3; time += 1) {
      await expect(guard.call(asks, { signal })).rejects.toThrow('The oracle answered with the status 500.');
    }
    await expect(guard.call(asks, { signal })).rejects.toThrow('left alone for a while');
    expect(asked).toBe(3);
    await delay(REST + 20);
    expect(await guard.call(answers, { signal })).toBe('yes');
    expect(await guard.call(answers, { signal })).toBe('yes');
    expect(activity.states).toEqual(['closed', 'open', 'half-open', 'closed']);
    expect(activity.calls.map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'failed', 'resting', 'ok', 'ok']);
  });

  test('lets one call try, and rests twice as long when that fails', async () => {
    const guard = makeGuard({ failures: 1 });
    await expect(guard.call(fails, { signal })).rejects.toThrow('500');
    await delay(REST + 20);
    let reject: (fault: Error) => void = () => undefined;
    const trying = guard.call(() => new Promise<string>((_resolve, fail) => (reject = fail)), { signal });
    trying.catch(() => undefined);
    await delay(0);
    await expect(guard.call(answers, { signal })).rejects.toThrow('left alone');
    reject(new ServiceFault('failed', { status: 503 }));
    await expect(trying).rejects.toThrow('503');
    const refusal: unknown = await guard.call(answers, { signal }).catch((fault: unknown) => fault);
    expect((refusal as { extras: { retryAfter: number } }).extras.retryAfter).toBeGreaterThan(REST * 1.5);
  });

  test.each(['key_refused', 'rejected', 'refused', 'empty'] as const)(
    '%s tells nothing about how the service is',
    async (kind) => {
      const guard = makeGuard({ failures: 1 });
      const asks = async (): Promise<string> => {
        throw new ServiceFault(kind);
      };
      await expect(guard.call(asks, { signal })).rejects.toThrow();
      expect(await guard.call(answers, { signal })).toBe('yes');
    },
  );

  test('a try that is stopped leaves the next call to try', async () => {
    const guard = makeGuard({ failures: 1 });
    await expect(guard.call(fails, { signal })).rejects.toThrow('500');
    await delay(REST + 20);
    const controller = new AbortController();
    const trying = guard.call(() => new Promise<string>(() => undefined), { signal: controller.signal });
    controller.abort();
    await expect(trying).rejects.toThrow('was stopped');
    expect(await guard.call(answers, { signal })).toBe('yes');
  });
});

describe('bounds', () => {
  test('so many calls are under way, as many wait in their order, and more are refused', async () => {
    const guard = makeGuard({ concurrent: 2 });
    const open: (() => void)[] = [];
    const waits = (): Promise<string> => new Promise((resolve) => open.push(() => resolve('done')));
    const calls = [1, 2, 3, 4].map(() => guard.call(waits, { signal }));
    await delay(0);
    expect(open).toHaveLength(2);
    await expect(guard.call(waits, { signal })).rejects.toThrow('asked too much at once');
    for (let ended = 0; ended < 4; ended += 1) {
      await expect.poll(() => open.length).toBeGreaterThan(ended);
      open[ended]?.();
    }
    expect(await Promise.all(calls)).toEqual(['done', 'done', 'done', 'done']);
  });

  test('one that gives up while it waits takes nobody’s place', async () => {
    const guard = makeGuard({ concurrent: 1 });
    let end: () => void = () => undefined;
    const first = guard.call(() => new Promise<string>((resolve) => (end = () => resolve('first'))), { signal });
    const controller = new AbortController();
    const second = guard.call(answers, { signal: controller.signal });
    const gone = expect(second).rejects.toThrow('was stopped');
    controller.abort();
    await gone;
    end();
    expect(await first).toBe('first');
    expect(await guard.call(answers, { signal })).toBe('yes');
  });

  test('a call ends in time even when what it waits for never heeds its signal', async () => {
    const guard = makeGuard({ first: 50 });
    const never = (): Promise<string> => new Promise(() => undefined);
    await expect(guard.call(never, { signal })).rejects.toThrow('did not answer in time');
    expect(await guard.call(answers, { signal })).toBe('yes');
  });

  test('the asker’s own time limit counts as slowness of the service', async () => {
    const never = (): Promise<string> => new Promise(() => undefined);
    await expect(makeGuard({}).call(never, { signal: AbortSignal.timeout(30) })).rejects.toThrow('in time');
    expect(activity.calls).toMatchObject([{ outcome: 'timeout' }]);
  });
});

describe('a quota', () => {
  test('that is used up silences the installation’s key for as long as the service says, and no person’s own', async () => {
    const guard = makeGuard({ longestPause: 0 });
    const limited = async (): Promise<string> => {
      throw new ServiceFault('rate_limited', { status: 429, retryAfter: REST });
    };
    await expect(guard.call(limited, { signal, ownKey: true })).rejects.toThrow('quota');
    expect(await guard.call(answers, { signal })).toBe('yes');
    await expect(guard.call(limited, { signal })).rejects.toThrow('quota');
    await expect(guard.call(answers, { signal })).rejects.toThrow('quota');
    expect(await guard.call(answers, { signal, ownKey: true })).toBe('yes');
    await delay(REST + 20);
    expect(await guard.call(answers, { signal })).toBe('yes');
  });
});
