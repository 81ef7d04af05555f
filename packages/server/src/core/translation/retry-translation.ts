import type { CoreContext } from '../context.ts';
import type { Store } from '../store.ts';
import type { WantedTranslation } from './wanted-translation.ts';

/** The outbox job that tries again what the engine could not do. */
export const TRANSLATE_MESSAGE = 'message.translate';

/** After everything else that waits; the first try comes so many milliseconds later. */
const PRIORITY = 200;
const DELAY = 2_000;
/** While an engine is down, so many of a node’s translations a minute become jobs; the rest is there on demand. */
const MOST = 120;
const MINUTE = 60_000;
/** Readers a job remembers. */
const READERS = 500;

const written = new WeakMap<Store, { since: number; count: number }>();

/** Writes the job. Never throws: a translation is not worth a fault. */
export async function retryTranslation(core: CoreContext, wanted: WantedTranslation): Promise<void> {
  const now = core.clock.now();
  const window = written.get(core.store);
  const current = window === undefined || now - window.since >= MINUTE ? { since: now, count: 0 } : window;
  written.set(core.store, current);
  if (current.count >= MOST) return;
  current.count += 1;
  const { message, target } = wanted;
  const payload = { messageId: message.id, rev: message.rev, target, readerIds: wanted.readerIds.slice(0, READERS) };
  try {
    await core.store.transaction((tx) =>
      tx.enqueue({ kind: TRANSLATE_MESSAGE, payload, priority: PRIORITY, runAt: now + DELAY }),
    );
  } catch (fault) {
    core.log.warn({ err: fault, messageId: message.id }, 'a translation could not be put off');
  }
}
