import { Agent, request } from 'node:http';
import type { Answer, RestRequest } from './rest.ts';

/** A request whose body may be bytes that are no text. */
export type RawRequest = RestRequest & { bytes?: Buffer };

/** Connections that are kept between requests; the caller destroys it at the end. */
export function openAgent(): Agent {
  return new Agent({ keepAlive: true, maxSockets: 16 });
}

const ATTEMPTS = 4;

/**
 * Sends a request as it is, header for header, and reads the answer even where the server gives it before the body has
 * gone through. A connection that breaks without an answer throws, but for two cases that another connection decides: a
 * kept one that the server closed just as it was used again, and one closed in the middle of a large body, where the
 * reset may overtake the answer (RFC 9112, 9.6).
 */
export async function sendRaw(url: string, rest: RawRequest, agent: Agent): Promise<Answer> {
  const isLarge = (rest.body?.length ?? 0) > 500_000;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await sendOnce(url, rest, attempt === 1 ? agent : new Agent({ maxSockets: 1 }));
    } catch (error) {
      const mayBeChance = isLarge || (error as { reused?: boolean }).reused === true;
      if (!mayBeChance || attempt === ATTEMPTS) throw error;
    }
  }
}

function sendOnce(url: string, rest: RawRequest, agent: Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const body = rest.bytes ?? (rest.body === undefined ? undefined : Buffer.from(rest.body));
    let answered = false;
    const outgoing = request(
      url + rest.path,
      {
        method: rest.method,
        agent,
        headers: { ...rest.headers, ...(body === undefined ? {} : { 'content-length': body.length }) },
      },
      (incoming) => {
        answered = true;
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          const headers = new Headers(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
          resolve({ status: incoming.statusCode ?? 0, headers, text, body: parseOrUndefined(text) });
        });
      },
    );
    outgoing.on('error', (error) => {
      // After the answer has begun, a broken upload is what the server wanted.
      if (!answered) reject(Object.assign(error, { reused: outgoing.reusedSocket }));
    });
    outgoing.end(body);
  });
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
