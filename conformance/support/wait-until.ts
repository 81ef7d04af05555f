import { performance } from 'node:perf_hooks';

export interface WaitOptions {
  /** How long to wait before giving up, in milliseconds; 10 000 unless told. */
  within?: number;
  /** How long to rest between two looks, in milliseconds; 5 unless told. */
  every?: number;
}

/**
 * Looks again and again until `look` returns something other than false, null or undefined, and answers with that.
 * Fails after `within` with a sentence that names what was waited for, and the last error where `look` threw.
 */
export async function waitUntil<T>(
  what: string,
  look: () => T | Promise<T>,
  { within = 10_000, every = 5 }: WaitOptions = {},
): Promise<Exclude<T, false | null | undefined>> {
  const deadline = performance.now() + within;
  let lastError: unknown;
  for (;;) {
    try {
      const found = await look();
      if (found !== false && found !== null && found !== undefined) {
        return found as Exclude<T, false | null | undefined>;
      }
    } catch (error) {
      lastError = error;
    }
    if (performance.now() > deadline) {
      throw new Error(`waited ${within} ms in vain for: ${what}`, { cause: lastError });
    }
    await new Promise((resolve) => setTimeout(resolve, every));
  }
}
