import type { CoreContext } from '../context.ts';

/** How often what has expired is dropped, in milliseconds. */
const INTERVAL = 60 * 60 * 1000;

/** How long what was written in settled cases is kept, for an appeal, in milliseconds. */
const ORIGINALS_KEPT = 30 * 24 * 60 * 60 * 1000;

/** Drops kept answers that are out of date and the texts of settled cases, now and every hour. Returns what stops it. */
export function startSweeping(core: CoreContext): () => void {
  const sweep = (): void => {
    core.store
      .transaction(async (tx) => {
        const now = core.clock.now();
        await tx.sync.deleteAnswersBefore(now);
        await tx.moderation.eraseOriginalsBefore(now - ORIGINALS_KEPT);
      })
      .catch((fault: unknown) => core.log.warn({ err: fault }, 'what has expired could not be dropped'));
  };
  sweep();
  const timer = setInterval(sweep, INTERVAL).unref();
  return () => clearInterval(timer);
}
