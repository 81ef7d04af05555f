import type { Clock } from '../ports/clock.ts';

export interface RatePolicy {
  /** How many tokens come back each second. */
  perSecond: number;
  /** How many tokens a bucket holds; a new one is full. */
  burst: number;
}

/** What a take was answered. Durations in whole milliseconds. */
export interface RateVerdict {
  allowed: boolean;
  limit: number;
  /** Whole tokens left. */
  remaining: number;
  /** Until the bucket is full again. */
  resetMs: number;
  /** Until the same take can succeed; 0 when it was allowed. */
  retryAfterMs: number;
}

interface Bucket {
  tokens: number;
  /** Monotonic milliseconds at which `tokens` was right. */
  at: number;
}

/** Far below one token, far above what adding up floating-point refills can be off by. */
const ROUNDING = 1e-6;

/**
 * Token buckets by key, in memory. No timer: a bucket is refilled when it is next touched. At most `maximumKeys` are
 * held; then the one that was touched longest ago goes, which by then is nearly always full and so costs nobody anything.
 */
export class RateLimiter {
  readonly #policy: RatePolicy;
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #maximumKeys: number;
  /** In order of last touch: a Map keeps insertion order, and every touch inserts anew. */
  readonly #buckets = new Map<string, Bucket>();
  /** What was taken since `drain`; kept once somebody drains. */
  #spent: Map<string, number> | undefined;

  constructor(policy: RatePolicy, clock: Pick<Clock, 'monotonic'>, maximumKeys = 50_000) {
    if (!(policy.perSecond > 0 && policy.burst >= 1 && maximumKeys >= 1)) {
      throw new RangeError(
        'A rate policy needs a positive rate, a burst of at least 1, and room for at least one key.',
      );
    }
    this.#policy = policy;
    this.#clock = clock;
    this.#maximumKeys = maximumKeys;
  }

  /** How many keys are held now. */
  get size(): number {
    return this.#buckets.size;
  }

  /** Takes `cost` tokens, or none when there are too few. Throws RangeError for a cost no full bucket could pay. */
  take(key: string, cost = 1): RateVerdict {
    if (!(cost >= 0 && cost <= this.#policy.burst)) throw new RangeError(`A cost must lie in 0…${this.#policy.burst}.`);
    const bucket = this.#touch(key);
    const allowed = bucket.tokens + ROUNDING >= cost;
    if (allowed) {
      bucket.tokens = Math.max(0, bucket.tokens - cost);
      this.#note(key, cost);
    }
    return this.#toVerdict(bucket, allowed, cost);
  }

  /** Gives `cost` tokens back: what they were taken for did not happen, or deserves no penalty. */
  refund(key: string, cost = 1): void {
    // A bucket that is gone counts as full.
    if (!this.#buckets.has(key)) return;
    const bucket = this.#touch(key);
    bucket.tokens = Math.min(this.#policy.burst, bucket.tokens + cost);
    this.#note(key, -cost);
  }

  /** Takes what was taken on another node, into debt where the bucket is empty; a debt is a full bucket at most. */
  charge(key: string, cost: number): void {
    const bucket = this.#touch(key);
    const { burst } = this.#policy;
    bucket.tokens = Math.min(burst, Math.max(-burst, bucket.tokens - cost));
  }

  /**
   * What was taken by key since the last time, to be charged on other nodes. Who took less than `share` of what comes back
   * in `milliseconds` is left out.
   */
  drain(milliseconds: number, share: number): [key: string, cost: number][] {
    const least = (this.#policy.perSecond * milliseconds * share) / 1000;
    const spent = [...(this.#spent ?? [])].filter(([, cost]) => Math.abs(cost) > least);
    this.#spent = new Map();
    return spent;
  }

  #note(key: string, cost: number): void {
    this.#spent?.set(key, (this.#spent.get(key) ?? 0) + cost);
  }

  #touch(key: string): Bucket {
    const now = this.#clock.monotonic();
    const known = this.#buckets.get(key);
    const bucket = known ?? { tokens: this.#policy.burst, at: now };
    if (known === undefined) {
      if (this.#buckets.size >= this.#maximumKeys) this.#evict();
    } else {
      this.#buckets.delete(key);
      bucket.tokens = Math.min(this.#policy.burst, bucket.tokens + ((now - bucket.at) / 1000) * this.#policy.perSecond);
      bucket.at = now;
    }
    this.#buckets.set(key, bucket);
    return bucket;
  }

  #evict(): void {
    const oldest = this.#buckets.keys().next();
    if (!oldest.done) this.#buckets.delete(oldest.value);
  }

  #toVerdict(bucket: Bucket, allowed: boolean, cost: number): RateVerdict {
    const { burst, perSecond } = this.#policy;
    const toMilliseconds = (tokens: number): number => Math.ceil((Math.max(0, tokens - ROUNDING) / perSecond) * 1000);
    return {
      allowed,
      limit: burst,
      remaining: Math.max(0, Math.floor(bucket.tokens + ROUNDING)),
      resetMs: toMilliseconds(burst - bucket.tokens),
      retryAfterMs: allowed ? 0 : toMilliseconds(cost - bucket.tokens),
    };
  }
}
