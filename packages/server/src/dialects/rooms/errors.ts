import type { Refusal } from '../dialect.ts';

/** Clients show `message`; some look at `error` or `detail`, and wait for `retry_after` seconds. */
export function presentRefusal({ sentence, code, retryAfter }: Refusal): Record<string, unknown> {
  const body = { status: 'error', error: sentence, message: sentence, detail: sentence, code };
  return retryAfter === undefined ? body : { ...body, retry_after: Math.max(1, Math.ceil(retryAfter / 1000)) };
}
