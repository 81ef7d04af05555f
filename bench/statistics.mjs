// @ts-check

const BUCKETS_PER_MILLISECOND = 100;
const LONGEST_MILLISECONDS = 4000;

/** Counts durations in buckets of 10 µs up to 4 s; longer ones count as 4 s. Adding costs a few nanoseconds. */
export class Histogram {
  #buckets = new Uint32Array(LONGEST_MILLISECONDS * BUCKETS_PER_MILLISECOND + 1);
  count = 0;

  /** @param {number} milliseconds @param {number} [times] */
  add(milliseconds, times = 1) {
    const bucket = Math.min(Math.max(0, milliseconds), LONGEST_MILLISECONDS) * BUCKETS_PER_MILLISECOND;
    this.#buckets[bucket | 0] = (this.#buckets[bucket | 0] ?? 0) + times;
    this.count += times;
  }

  /** The upper edge of the bucket in which the given share lies; 0 when nothing was counted. @param {number} share */
  percentile(share) {
    const wanted = Math.ceil(this.count * share);
    if (wanted === 0) return 0;
    let seen = 0;
    for (let bucket = 0; bucket < this.#buckets.length; bucket += 1) {
      seen += this.#buckets[bucket] ?? 0;
      if (seen >= wanted)
        return Math.min(bucket + 1, LONGEST_MILLISECONDS * BUCKETS_PER_MILLISECOND) / BUCKETS_PER_MILLISECOND;
    }
    return LONGEST_MILLISECONDS;
  }

  clear() {
    this.#buckets.fill(0);
    this.count = 0;
  }
}

/** The value below which the given share of the values lies; NaN for none. @param {number[]} values @param {number} share */
export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** @param {number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  if (sorted.length % 2 === 1) return sorted[Math.floor(middle)] ?? Number.NaN;
  return ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}
