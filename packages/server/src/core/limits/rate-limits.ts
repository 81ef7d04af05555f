import type { Clock } from '../ports/clock.ts';
import { addressKey } from './address-key.ts';
import { type CallCost, callPolicies, doorPolicy, type Payer } from './policies.ts';
import { RateLimiter, type RateVerdict } from './rate-limiter.ts';

/** Who a call is charged to. An edge passes what it knows. */
export interface Caller {
  userId: string | null;
  sessionId: string | null;
  /** The client's IP address as text. */
  address: string | null;
}

/** A passage through a door that was paid for in advance. */
export interface DoorPass {
  verdict: RateVerdict;
  /** Call it once the door let a rightful person in: only failures are to cost anything. */
  refund(): void;
}

interface Charge {
  limiter: RateLimiter;
  key: string;
}

/** What was taken on one node, by limiter: `account.write` → [key, tokens]. */
export type Spent = Record<string, [key: string, cost: number][]>;

const UNLIMITED: RateVerdict = {
  allowed: true,
  limit: Number.MAX_SAFE_INTEGER,
  remaining: Number.MAX_SAFE_INTEGER,
  resetMs: 0,
  retryAfterMs: 0,
};

/**
 * All limits of one node: by account, session and address for calls, by address and account name at the doors. Made
 * once and shared by all edges, so that a change of transport buys nobody a fresh bucket. `enabled: false` allows all.
 */
export class RateLimits {
  readonly enabled: boolean;
  readonly #calls: Record<Payer, Record<CallCost, RateLimiter>>;
  readonly #doorsByAddress: RateLimiter;
  readonly #doorsByName: RateLimiter;

  constructor(clock: Pick<Clock, 'monotonic'>, enabled: boolean) {
    this.enabled = enabled;
    const limitersOf = (payer: Payer): Record<CallCost, RateLimiter> => ({
      light: new RateLimiter(callPolicies[payer].light, clock),
      write: new RateLimiter(callPolicies[payer].write, clock),
      heavy: new RateLimiter(callPolicies[payer].heavy, clock),
    });
    this.#calls = { account: limitersOf('account'), session: limitersOf('session'), address: limitersOf('address') };
    this.#doorsByAddress = new RateLimiter(doorPolicy, clock);
    this.#doorsByName = new RateLimiter(doorPolicy, clock);
  }

  /** Charges one call to everybody it counts for, or to nobody when one of them has nothing left. Answers the tightest. */
  takeCall(caller: Caller, cost: CallCost): RateVerdict {
    if (!this.enabled) return UNLIMITED;
    const charges: Charge[] = [];
    if (caller.userId !== null) charges.push({ limiter: this.#calls.account[cost], key: caller.userId });
    if (caller.sessionId !== null) charges.push({ limiter: this.#calls.session[cost], key: caller.sessionId });
    if (caller.address !== null) {
      charges.push({ limiter: this.#calls.address[cost], key: addressKey(caller.address) });
    }
    return takeAll(charges);
  }

  /**
   * Charges one try at a door (log in, register, guest, outside token) to the address and, where one is named, the
   * account. It is charged before the try, so that a thousand guesses at the same moment do not all find a full bucket.
   */
  takeDoor(address: string | null, accountName: string | null): DoorPass {
    if (!this.enabled) return { verdict: UNLIMITED, refund: () => undefined };
    const charges: Charge[] = [];
    if (address !== null) charges.push({ limiter: this.#doorsByAddress, key: addressKey(address) });
    if (accountName !== null) charges.push({ limiter: this.#doorsByName, key: toNameKey(accountName) });
    const verdict = takeAll(charges);
    let open = verdict.allowed;
    const refund = (): void => {
      if (open) refundAll(charges);
      open = false;
    };
    return { verdict, refund };
  }

  /** What was taken here in the last `milliseconds` by those who took more than one of `nodes` nodes may give them. */
  drainSpent(milliseconds: number, nodes: number): Spent {
    const spent: Spent = {};
    if (!this.enabled) return spent;
    for (const [name, limiter] of this.#all()) {
      const taken = limiter.drain(milliseconds, 1 / nodes);
      if (taken.length > 0) spent[name] = taken;
    }
    return spent;
  }

  /** Charges what was taken on another node. */
  takeElsewhere(spent: Spent): void {
    for (const [name, limiter] of this.#all()) {
      for (const [key, cost] of spent[name] ?? []) limiter.charge(key, cost);
    }
  }

  *#all(): Iterable<[string, RateLimiter]> {
    for (const [payer, limiters] of Object.entries(this.#calls)) {
      for (const [cost, limiter] of Object.entries(limiters)) yield [`${payer}.${cost}`, limiter];
    }
    yield ['door.address', this.#doorsByAddress];
    yield ['door.name', this.#doorsByName];
  }
}

function takeAll(charges: readonly Charge[]): RateVerdict {
  let tightest = UNLIMITED;
  for (const [index, { limiter, key }] of charges.entries()) {
    const verdict = limiter.take(key);
    if (!verdict.allowed) {
      refundAll(charges.slice(0, index));
      return verdict;
    }
    if (verdict.remaining < tightest.remaining) tightest = verdict;
  }
  return tightest;
}

function refundAll(charges: readonly Charge[]): void {
  for (const { limiter, key } of charges) limiter.refund(key);
}

/** As accounts are looked up: without regard to case. Bounded, because the name comes from a stranger. */
function toNameKey(name: string): string {
  return name.normalize('NFC').trim().toLowerCase().slice(0, 254);
}
