export interface Clock {
  /** Epoch milliseconds, for what is stored and shown. */
  now(): number;
  /** Milliseconds that never go back, for limits and timeouts. */
  monotonic(): number;
}
