import type { Actor } from '../../core/actor.ts';
import type { CoreContext } from '../../core/context.ts';
import { CoreError } from '../../core/errors.ts';

/** How long the answer to a keyed request is kept. */
const KEPT = 24 * 60 * 60 * 1000;

/** How long a request may run before another with its key may: the node that ran it is gone by then. */
const CLAIMED = 60 * 1000;
/** How long a second one waits for the first, and how often it looks. */
const PATIENCE = 15_000;
const LOOK_EVERY = 100;

/** Requests that this process runs now: a second one with the same key waits for the first. */
const running = new WeakMap<CoreContext, Map<string, Promise<unknown>>>();

/**
 * Runs a POST at most once for each (account, Idempotency-Key), on all nodes: the stored answer of the first success is given again.
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
  const stored = await claimOrFind(core, actor.userId, key, requestHash);
  if (stored !== undefined) return JSON.parse(stored) as T;
  const job = runClaimed(core, actor.userId, key, { requestHash, run, isSuccess });
  jobs.set(
    place,
    job.catch(() => undefined),
  );
  try {
    return await job;
  } finally {
    jobs.delete(place);
  }
}

/** The stored answer, or undefined once the request is this caller’s to run. On other nodes it may be running. */
async function claimOrFind(
  core: CoreContext,
  userId: string,
  key: string,
  requestHash: string,
): Promise<string | undefined> {
  const { clock, store } = core;
  for (const began = clock.monotonic(); ; ) {
    const now = clock.now();
    const claim = { requestHash, now, until: now + CLAIMED };
    const stored = await store.sync.findAnswer(userId, key, now);
    if (stored === undefined && (await store.transaction((tx) => tx.sync.claimAnswer(userId, key, claim))))
      return undefined;
    if (stored !== undefined && stored.requestHash !== requestHash)
      throw new CoreError('key_reused', `The Idempotency-Key “${key}” was used for another request.`);
    if (stored !== undefined && stored.result !== '') return stored.result;
    if (clock.monotonic() - began > PATIENCE)
      throw new CoreError('unavailable', 'This request is still running; ask again.', { retryAfter: 2_000 });
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
  }
}

async function runClaimed<T>(
  core: CoreContext,
  userId: string,
  key: string,
  request: { requestHash: string; run: () => Promise<T>; isSuccess: (value: T) => boolean },
): Promise<T> {
  const { clock, store } = core;
  const { requestHash, run, isSuccess } = request;
  let isDone = false;
  try {
    const value = await run();
    isDone = isSuccess(value);
    if (isDone) {
      const answer = { requestHash, result: JSON.stringify(value) };
      await store.transaction((tx) => tx.sync.putAnswer(userId, key, answer, clock.now() + KEPT));
    }
    return value;
  } finally {
    if (!isDone) await store.transaction((tx) => tx.sync.dropClaim(userId, key));
  }
}
