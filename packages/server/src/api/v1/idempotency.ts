import type { Actor } from '../../core/actor.ts';
import type { CoreContext } from '../../core/context.ts';
import { CoreError } from '../../core/errors.ts';

/** How long the answer to a keyed request is kept. */
const KEPT = 24 * 60 * 60 * 1000;

/** Answers kept for requests that are running now: a second one with the same key waits for the first. */
const running = new WeakMap<CoreContext, Map<string, Promise<unknown>>>();

/**
 * Runs a POST at most once for each (account, Idempotency-Key): the stored answer of the first success is given again.
 * A key that comes with another request is `key_reused`. Failures are not stored: they changed nothing.
 */
export async function runOnce<T>(
  core: CoreContext,
  actor: Actor,
  key: string,
  requestText: string,
  run: () => Promise<T>,
  isSuccess: (value: T) => boolean,
): Promise<T> {
  if (!/^[\x21-\x7e]{8,128}$/.test(key)) {
    throw new CoreError('invalid_input', 'The Idempotency-Key must have 8 to 128 printable characters.');
  }
  const requestHash = core.ids.hash(requestText);
  const place = `${actor.userId} ${key}`;
  const jobs = running.get(core) ?? new Map<string, Promise<unknown>>();
  running.set(core, jobs);
  await jobs.get(place);
  const stored = await core.store.sync.findAnswer(actor.userId, key, core.clock.now());
  if (stored !== undefined) {
    if (stored.requestHash === requestHash) return JSON.parse(stored.result) as T;
    throw new CoreError('key_reused', `The Idempotency-Key “${key}” was used for another request.`);
  }
  const job = run();
  jobs.set(
    place,
    job.catch(() => undefined),
  );
  try {
    const value = await job;
    if (isSuccess(value)) {
      const answer = { requestHash, result: JSON.stringify(value) };
      await core.store.transaction((tx) => tx.sync.putAnswer(actor.userId, key, answer, core.clock.now() + KEPT));
    }
    return value;
  } finally {
    jobs.delete(place);
  }
}
