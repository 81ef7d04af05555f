import type { SyncPage } from '@parlance/protocol';
import { FrameLog } from './frame-log.ts';
import type { Listener, ListenOptions } from './listener.ts';
import { callRest, Refused } from './rest.ts';

const POLL_MS = 20_000;

/**
 * Long polling. Every page is logged as `sync`; `live` is logged when the first round of pages is complete, so that the
 * log reads like that of the other transports. What a page brings is state, so it holds no `event`.
 */
export async function openPollListener(url: string, token: string, options: ListenOptions = {}): Promise<Listener> {
  const log = new FrameLog(options.onFrame);
  let since = options.since;
  const wanted = options.translateTo === undefined ? {} : { translate_to: options.translateTo };
  const ask = async (timeout_ms: number): Promise<SyncPage> => {
    const from = since === undefined ? {} : { since };
    const page = await callRest(url, 'sync.page', { timeout_ms, ...from, ...wanted }, token);
    log.add('sync', page);
    since = page.token;
    return page;
  };
  while ((await ask(0)).has_more);
  log.add('live', { token: since });
  let open = true;
  const polling = (async () => {
    while (open) {
      try {
        await ask(POLL_MS);
      } catch (error) {
        log.ended = { reason: String(error), ...(error instanceof Refused ? { problem: error.problem } : {}) };
        return;
      }
    }
  })();
  return {
    log,
    close: async () => {
      // The poll that is under way ends with the server or by itself; nothing waits for it.
      open = false;
      void polling;
    },
  };
}
