import type { WireEvent } from '@parlance/protocol';
import type { Rest } from '../rest.ts';
import type { ConnectionOptions, OpenConnection } from './connection.ts';
import { toRefusal } from './refusal.ts';

const WAIT_MS = 25_000;
/** How much longer than asked the server may take before the connection counts as lost. */
const GRACE_MS = 15_000;

/** Long polling: one request after the other, each from where the last one ended. */
export function pollTransport(rest: Rest, translate = false): OpenConnection {
  return (options) => {
    const abort = new AbortController();
    void poll(rest, { ...options, translate }, abort.signal).catch((thrown: unknown) => {
      if (!abort.signal.aborted) options.listener.onClosed(toRefusal(thrown));
    });
    return { request: null, close: () => abort.abort() };
  };
}

async function poll(
  rest: Rest,
  { token, since, listener, translate }: ConnectionOptions & { translate: boolean },
  signal: AbortSignal,
): Promise<void> {
  let cursor = since;
  let live = false;
  while (!signal.aborted) {
    const wait = live ? WAIT_MS : 0;
    const input = {
      ...(cursor === null ? {} : { since: cursor }),
      timeout_ms: wait,
      ...(translate ? { translate_to: 'me' } : {}),
    };
    const page = await rest.request('sync.page', input, { token, signal, timeoutMs: wait + GRACE_MS });
    if (signal.aborted) return;
    await listener.onPage(page);
    for (const event of page.ephemeral) listener.onEvent(event as WireEvent);
    cursor = page.token;
    if (page.has_more || live) continue;
    live = true;
    listener.onLive(page.token);
  }
}
