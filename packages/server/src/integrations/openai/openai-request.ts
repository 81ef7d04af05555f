import { setTimeout as delay } from 'node:timers/promises';

export interface OpenAiOptions {
  /** Without a slash at the end: `https://api.openai.com/v1`. */
  baseUrl: string;
  key: string;
}

/** Milliseconds of one try, bytes of one answer, tries, and milliseconds before the second of them. */
const TIMEOUT = 10_000;
const ANSWER_BYTES = 512 * 1024;
const TRIES = 3;
const FIRST_PAUSE = 250;

type Outcome = { body: unknown } | { failure: string; again: boolean };

/**
 * One call of an API of OpenAI’s shape. Retries what can succeed later, within the timeout of one try as a whole;
 * answers the reason in words when it gives up, and never throws.
 */
export async function openAiRequest(
  options: OpenAiOptions,
  path: string,
  payload: object,
): Promise<{ body: unknown } | { failure: string }> {
  const deadline = AbortSignal.timeout(TIMEOUT);
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await tryOnce(options, path, payload, deadline);
    if ('body' in outcome) return outcome;
    if (!outcome.again || attempt === TRIES || deadline.aborted) return { failure: outcome.failure };
    await delay(FIRST_PAUSE * 2 ** (attempt - 1), undefined, { signal: deadline, ref: false }).catch(() => undefined);
  }
}

async function tryOnce(
  { baseUrl, key }: OpenAiOptions,
  path: string,
  payload: object,
  signal: AbortSignal,
): Promise<Outcome> {
  try {
    const response = await fetch(`${baseUrl.replace(/\/+$/, '')}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${key}` },
      body: JSON.stringify(payload),
      // The key goes where it was configured to go, and nowhere else.
      redirect: 'error',
      signal,
    });
    const text = await readBounded(response);
    if (response.ok) return { body: JSON.parse(text) as unknown };
    return { failure: `status ${response.status}`, again: response.status === 429 || response.status >= 500 };
  } catch (fault) {
    if (fault instanceof SyntaxError) return { failure: 'an answer that is not JSON', again: false };
    if (fault instanceof RangeError) return { failure: fault.message, again: false };
    return { failure: signal.aborted ? `no answer within ${TIMEOUT / 1000} s` : 'no connection', again: true };
  }
}

async function readBounded(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += (part as Uint8Array).byteLength;
    if (bytes > ANSWER_BYTES) throw new RangeError(`an answer of more than ${ANSWER_BYTES} bytes`);
    parts.push(part as Uint8Array);
  }
  return Buffer.concat(parts).toString('utf8');
}
