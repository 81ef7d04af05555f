/**
 * What `items` gives, until the signal aborts: then it throws the signal’s reason at once, also where the source does not
 * heed the signal and hangs.
 */
export async function* untilAborted<T>(items: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const iterator = items[Symbol.asyncIterator]();
  let abort: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    abort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
  });
  // Nobody listens between two items.
  aborted.catch(() => undefined);
  let finished = false;
  try {
    for (;;) {
      signal.throwIfAborted();
      const next = await Promise.race([iterator.next(), aborted]);
      if (next.done === true) {
        finished = true;
        return;
      }
      yield next.value;
    }
  } catch (fault) {
    finished = !signal.aborted;
    throw fault;
  } finally {
    if (abort !== undefined) signal.removeEventListener('abort', abort);
    // Not awaited: a source that hangs would hang here, too.
    if (!finished) iterator.return?.().catch(() => undefined);
  }
}
