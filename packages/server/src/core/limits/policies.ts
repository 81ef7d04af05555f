import type { RatePolicy } from './rate-limiter.ts';

/** What one call costs: `light` reads, `write` changes, `heavy` costs a password hash or a search. */
export type CallCost = 'light' | 'write' | 'heavy';

/** Whose bucket a call is paid from. */
export type Payer = 'account' | 'session' | 'address';

/**
 * The limits of authenticated calls. A session may use most of what its account may, so that one runaway device leaves
 * the others some. An address may carry many people (an office, a school), so it has several accounts' worth.
 */
export const callPolicies: Record<Payer, Record<CallCost, RatePolicy>> = {
  account: {
    light: { perSecond: 50, burst: 200 },
    write: { perSecond: 20, burst: 60 },
    heavy: { perSecond: 1, burst: 10 },
  },
  session: {
    light: { perSecond: 40, burst: 160 },
    write: { perSecond: 16, burst: 48 },
    heavy: { perSecond: 0.8, burst: 8 },
  },
  address: {
    light: { perSecond: 250, burst: 1000 },
    write: { perSecond: 100, burst: 300 },
    heavy: { perSecond: 5, burst: 50 },
  },
};

/** Logging in, registering, entering as a guest: 10 at once, then 10 a minute, by address and by account name. */
export const doorPolicy: RatePolicy = { perSecond: 10 / 60, burst: 10 };
