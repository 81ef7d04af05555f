import type { CoreContext } from '../context.ts';

/** How often what has expired is dropped, in milliseconds. */
const INTERVAL = 60 * 60 * 1000;

/** Drops kept answers that are out of date, now and every hour. Returns what stops it. */
export function startSweeping(core: CoreContext): () => void {
  const sweep = (): void => {
    core.store
      .transaction((tx) => tx.sync.deleteAnswersBefore(core.clock.now()))
      .catch((fault: unknown) => core.log.warn({ err: fault }, 'expired answers could not be dropped'));
  };
  sweep();
  const timer = setInterval(sweep, INTERVAL).unref();
  return () => clearInterval(timer);
}
