import { boundedFetch } from './bounded-fetch.ts';
import { toReadFault, toStatusFault } from './to-service-fault.ts';

/** Bytes of an answer that comes whole. */
const ANSWER_BYTES = 512 * 1024;
const bounded = boundedFetch(ANSWER_BYTES);

export interface JsonRequest {
  url: string;
  /** JSON, or a form. */
  body: object | FormData;
  headers?: Readonly<Record<string, string>>;
  signal: AbortSignal;
}

/** One attempt to post something and read the JSON that comes back. Fails with ServiceFault. */
export async function postForJson({ url, body, headers = {}, signal }: JsonRequest): Promise<unknown> {
  const isForm = body instanceof FormData;
  let response: Response | undefined;
  try {
    response = await bounded(url, {
      method: 'POST',
      headers: isForm ? headers : { 'Content-Type': 'application/json', ...headers },
      body: isForm ? body : JSON.stringify(body),
      signal,
    });
    const text = await response.text();
    if (response.ok) return JSON.parse(text) as unknown;
    throw toStatusFault(response.status, response.headers.get('retry-after'), text.slice(0, 4_000));
  } catch (fault) {
    // A service that fails and is endless about it has still failed in the way that its status says.
    if (response?.ok === false) throw toStatusFault(response.status, response.headers.get('retry-after'), '');
    throw toReadFault(fault, response !== undefined);
  }
}
