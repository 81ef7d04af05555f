import { setImmediate as othersHadTheirTurn } from 'node:timers/promises';
import { admitBytes } from './admit-bytes.ts';
import { ServiceFault } from './service-fault.ts';

/** An error says little; more of it is not read. */
const FAILURE_BYTES = 32 * 1024;
/** What is read at a time: a service that floods us with words does not hold up everybody else. */
const PORTION = 4 * 1024;

/**
 * `fetch` that reads so many bytes of an answer and no more, and that follows no redirection: the key goes where it was
 * configured to go, and nowhere else.
 */
export function boundedFetch(mostBytes: number): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, { ...init, redirect: 'error' });
    if (response.body === null) return response;
    let left = response.ok ? mostBytes : FAILURE_BYTES;
    const bound = new TransformStream<Uint8Array, Uint8Array>({
      async transform(chunk, controller) {
        left -= chunk.byteLength;
        if (left < 0) {
          controller.error(new ServiceFault('too_large'));
          return;
        }
        for (let at = 0; at < chunk.byteLength; at += PORTION) {
          if (at > 0) await othersHadTheirTurn();
          const portion = chunk.subarray(at, at + PORTION);
          await admitBytes(portion.byteLength);
          controller.enqueue(portion);
        }
      },
    });
    const { status, statusText, headers } = response;
    return new Response(response.body.pipeThrough(bound), { status, statusText, headers });
  };
}
