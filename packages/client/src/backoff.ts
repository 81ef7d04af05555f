const FIRST_CEILING_MS = 500;
const LAST_CEILING_MS = 30_000;

/**
 * Exponential backoff with full jitter: somewhere between now and a ceiling that doubles from 0.5 s to 30 s. All of
 * the interval is used, so that clients who lost the same server do not come back together.
 * `attempt` counts failures from 0. What the server asked for wins, with up to a tenth added for the same reason.
 */
export function delayBeforeRetry(attempt: number, random: () => number, serverAsksMs?: number): number {
  if (serverAsksMs !== undefined && serverAsksMs >= 0) return Math.round(serverAsksMs * (1 + random() / 10));
  // 2 ** 6 is already past the last ceiling; a larger exponent would only overflow some day.
  const ceiling = Math.min(LAST_CEILING_MS, FIRST_CEILING_MS * 2 ** Math.min(attempt, 6));
  return Math.round(random() * ceiling);
}
