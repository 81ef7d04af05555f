import { ServiceFault } from './service-fault.ts';

/** What a status that is no success says. `body`: its beginning, to tell a wrong key from a wrong question. */
export function toStatusFault(status: number, retryAfter: string | null | undefined, body: string): ServiceFault {
  const wait = parseRetryAfter(retryAfter);
  const extras = { status, ...(wait === undefined ? {} : { retryAfter: wait }) };
  if (status === 429) return new ServiceFault('rate_limited', extras);
  if (status === 401 || status === 403 || /API_KEY_INVALID|API key not valid|invalid_api_key/.test(body)) {
    return new ServiceFault('key_refused', { status });
  }
  // 408 and 425 are for another try; other 4xx mean that it will never like the question.
  const isTheirs = status >= 500 || status === 408 || status === 425;
  return isTheirs ? new ServiceFault('failed', extras) : new ServiceFault('rejected', { status });
}

/** RFC 9110, 10.2.3: seconds, or a date. In milliseconds. */
function parseRetryAfter(text: string | null | undefined): number | undefined {
  if (text === null || text === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(text.trim())) return Number(text) * 1_000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

/** What a fault of the network, of reading or of understanding means. `began`: whether something was heard already. */
export function toReadFault(fault: unknown, began: boolean): ServiceFault {
  for (let one = fault; one instanceof Error; one = one.cause) {
    if (one instanceof ServiceFault) return one;
    if (one instanceof SyntaxError) return new ServiceFault('garbled');
  }
  if (fault instanceof DOMException && fault.name === 'AbortError') return new ServiceFault('stopped');
  return new ServiceFault(began ? 'cut' : 'unreachable');
}
