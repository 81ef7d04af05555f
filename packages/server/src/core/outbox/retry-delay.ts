/** Before the second attempt, in milliseconds; each further wait is twice as long. */
const FIRST_DELAY = 1_000;
const LONGEST_DELAY = 600_000;

/**
 * How long a job waits after its `attempt`th failure, in milliseconds. Between half and all of what doubling gives, as
 * `random` (0 to 1) says: jobs that failed together, because a service was down, do not come back together.
 */
export function retryDelay(attempt: number, random: number): number {
  const full = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** (attempt - 1));
  return Math.round(full * (0.5 + random / 2));
}
