import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressKey } from '../../src/core/limits/address-key.ts';
import { RateLimiter } from '../../src/core/limits/rate-limiter.ts';
import { RateLimits } from '../../src/core/limits/rate-limits.ts';

class TestClock {
  time = 0;
  monotonic(): number {
    return this.time;
  }
}

const policies = fc.record({
  perSecond: fc.double({ min: 0.01, max: 200, noNaN: true }),
  burst: fc.integer({ min: 1, max: 100 }),
});
const steps = fc.array(
  fc.record({ wait: fc.double({ min: 0, max: 5000, noNaN: true }), cost: fc.integer({ min: 0, max: 5 }) }),
  { maxLength: 200 },
);

describe('a rate limiter', () => {
  test('what is taken on another node is taken here, into debt; what was given back is given back', () => {
    const clock = new TestClock();
    const limiter = new RateLimiter({ perSecond: 1, burst: 4 }, clock);
    expect(limiter.drain(250, 0.5)).toEqual([]);
    limiter.take('a', 3);
    limiter.take('b', 3);
    limiter.refund('b', 3);
    expect(limiter.drain(250, 0.5)).toEqual([['a', 3]]);
    expect(limiter.drain(250, 0.5)).toEqual([]);
    limiter.charge('a', 100);
    expect(limiter.take('a')).toMatchObject({ allowed: false, remaining: 0, retryAfterMs: 5000 });
    limiter.charge('a', -100);
    expect(limiter.take('a', 4).allowed).toBe(true);
  });

  test('who takes less than a node’s share is not spoken of', () => {
    const limiter = new RateLimiter({ perSecond: 100, burst: 100 }, new TestClock());
    limiter.drain(250, 0.5);
    for (let index = 0; index < 12; index += 1) limiter.take('modest');
    for (let index = 0; index < 13; index += 1) limiter.take('greedy');
    expect(limiter.drain(250, 0.5)).toEqual([['greedy', 13]]);
  });

  test('never allows more in any window than the burst and what comes back meanwhile', () => {
    fc.assert(
      fc.property(policies, steps, (policy, plan) => {
        const clock = new TestClock();
        const limiter = new RateLimiter(policy, clock);
        const taken: { at: number; cost: number }[] = [];
        for (const { wait, cost } of plan) {
          clock.time += wait;
          const affordable = Math.min(cost, policy.burst);
          if (limiter.take('key', affordable).allowed) taken.push({ at: clock.time, cost: affordable });
        }
        for (const [start, first] of taken.entries()) {
          let sum = 0;
          for (const { at, cost } of taken.slice(start)) {
            sum += cost;
            expect(sum).toBeLessThanOrEqual(policy.burst + ((at - first.at) / 1000) * policy.perSecond + 0.001);
          }
        }
      }),
    );
  });

  test('keeps its word: after retryAfterMs the same take succeeds, and much earlier it does not', () => {
    fc.assert(
      fc.property(policies, steps, (policy, plan) => {
        const clock = new TestClock();
        const limiter = new RateLimiter(policy, clock);
        for (const { wait, cost } of plan) {
          clock.time += wait / 100;
          const affordable = Math.min(cost, policy.burst);
          const verdict = limiter.take('key', affordable);
          if (verdict.allowed) continue;
          expect(verdict.retryAfterMs).toBeGreaterThan(0);
          clock.time += Math.max(0, verdict.retryAfterMs - 2);
          if (verdict.retryAfterMs > 2) expect(limiter.take('key', affordable).allowed).toBe(false);
          clock.time += 2;
          expect(limiter.take('key', affordable).allowed).toBe(true);
        }
      }),
    );
  });

  test('holds no more keys than it may, and forgets the one touched longest ago', () => {
    const clock = new TestClock();
    const limiter = new RateLimiter({ perSecond: 1, burst: 1 }, clock, 3);
    for (const key of ['a', 'b', 'c', 'a', 'd']) limiter.take(key);
    expect(limiter.size).toBe(3);
    expect(limiter.take('a').allowed).toBe(false);
    expect(limiter.take('b').allowed).toBe(true);
  });

  test('charges nothing for a refusal and keeps keys apart', () => {
    const clock = new TestClock();
    const limiter = new RateLimiter({ perSecond: 1, burst: 2 }, clock);
    expect([limiter.take('a'), limiter.take('a'), limiter.take('a')].map((one) => one.allowed)).toEqual([
      true,
      true,
      false,
    ]);
    expect(limiter.take('b')).toEqual({ allowed: true, limit: 2, remaining: 1, resetMs: 1000, retryAfterMs: 0 });
    clock.time += 1000;
    expect(limiter.take('a').allowed).toBe(true);
  });

  test('a refund gives back no more than a full bucket', () => {
    const limiter = new RateLimiter({ perSecond: 0.001, burst: 2 }, new TestClock());
    limiter.take('a');
    limiter.refund('a', 5);
    limiter.refund('unknown', 5);
    expect([1, 2, 3].map(() => limiter.take('a').allowed)).toEqual([true, true, false]);
  });

  test('refuses a cost that no bucket could ever pay', () => {
    const limiter = new RateLimiter({ perSecond: 1, burst: 2 }, new TestClock());
    expect(() => limiter.take('a', 3)).toThrow(RangeError);
    expect(() => limiter.take('a', -1)).toThrow(RangeError);
  });
});

describe('the limits of a process', () => {
  const caller = { userId: 'u', sessionId: 's', address: '192.0.2.1' };

  test('a session runs dry before its account does, and another session of it goes on', () => {
    const limits = new RateLimits(new TestClock(), true);
    const count = (sessionId: string) => {
      let allowed = 0;
      while (limits.takeCall({ ...caller, sessionId }, 'heavy').allowed) allowed += 1;
      return allowed;
    };
    expect(count('one')).toBe(8);
    expect(count('two')).toBe(2);
    expect(limits.takeCall({ ...caller, userId: 'other', sessionId: 'three' }, 'heavy').allowed).toBe(true);
  });

  test('failures at a door count by address and by account name, successes do not', () => {
    const limits = new RateLimits(new TestClock(), true);
    for (let index = 0; index < 50; index += 1) {
      const pass = limits.takeDoor('192.0.2.1', 'ann');
      expect(pass.verdict.allowed).toBe(true);
      pass.refund();
      pass.refund();
    }
    const guesses = Array.from({ length: 12 }, (_, index) =>
      limits.takeDoor(`192.0.2.${index + 10}`, index % 2 ? 'ANN' : 'ann '),
    );
    expect(guesses.filter((guess) => guess.verdict.allowed)).toHaveLength(10);
    expect(guesses[11]?.verdict.retryAfterMs).toBeGreaterThan(0);
    expect(limits.takeDoor('192.0.2.10', 'bob').verdict.allowed).toBe(true);
  });

  test('a refused door leaves the address its tokens, and its refund gives nothing', () => {
    const limits = new RateLimits(new TestClock(), true);
    for (let index = 0; index < 10; index += 1) limits.takeDoor(null, 'ann');
    for (let index = 0; index < 20; index += 1) limits.takeDoor('192.0.2.1', 'ann').refund();
    expect(limits.takeDoor(null, 'ann').verdict.allowed).toBe(false);
    expect(limits.takeDoor('192.0.2.1', 'bob').verdict.remaining).toBe(9);
  });

  test('switched off they allow everything', () => {
    const limits = new RateLimits(new TestClock(), false);
    for (let index = 0; index < 1000; index += 1) {
      expect(limits.takeCall(caller, 'heavy').allowed).toBe(true);
      expect(limits.takeDoor('192.0.2.1', 'ann').verdict.allowed).toBe(true);
    }
  });
});

describe('an address', () => {
  test.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['0:0:0:0:0:ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::9', '2001:db8:1:2::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('%s is limited as %s', (address, key) => {
    expect(addressKey(address)).toBe(key);
  });
});
