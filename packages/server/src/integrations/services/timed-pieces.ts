import { ServiceFault } from './service-fault.ts';

export interface PieceTimes {
  /** Milliseconds until the first piece, between two pieces. */
  first: number;
  between: number;
  /** Until when all must be over, on the clock of `performance.now()`. */
  deadline: number;
}

/**
 * The pieces of `work` as they come. Throws ServiceFault `timeout` when one is late and `stopped` when `signal` aborts,
 * even if `work` does not heed its own signal; that is aborted whenever this ends.
 */
export async function* timedPieces<T>(
  work: (signal: AbortSignal) => AsyncIterable<T>,
  times: PieceTimes,
  signal: AbortSignal,
): AsyncGenerator<T> {
  const controller = new AbortController();
  const iterator = work(controller.signal)[Symbol.asyncIterator]();
  try {
    for (let limit = times.first; ; limit = times.between) {
      const result = await within(iterator.next(), Math.min(limit, times.deadline - performance.now()), signal);
      if (result.done) return;
      yield result.value;
    }
  } finally {
    controller.abort();
    // Not waited for: what hangs would hang here, too. What it still throws is of no interest.
    void iterator.return?.().catch(() => undefined);
  }
}

function within<T>(promise: Promise<T>, milliseconds: number, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => fail(new ServiceFault(isTimeout(signal) ? 'timeout' : 'stopped'));
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    };
    const fail = (fault: unknown): void => {
      end();
      reject(fault as Error);
    };
    const timer = setTimeout(() => fail(new ServiceFault('timeout')), Math.max(0, milliseconds));
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    promise.then((value) => {
      end();
      resolve(value);
    }, fail);
  });
}

/** Whoever gave the call its own time limit did not go away: the service was too slow. */
function isTimeout({ reason }: AbortSignal): boolean {
  return reason instanceof DOMException && reason.name === 'TimeoutError';
}
