import { Agent, request } from 'node:http';
import type { Answer, RestRequest } from './rest.ts';

/** Connections that are kept between requests; the caller destroys it at the end. */
export function openAgent(): Agent {
  return new Agent({ keepAlive: true, maxSockets: 16 });
}

/**
 * Sends a request as it is, header for header, and reads the answer even where the server gives it before the body has
 * gone through. A connection that breaks without an answer throws; if the server closed a kept one just as it was used
 * again, a new one decides.
 */
export async function sendRaw(url: string, rest: RestRequest & { bytes?: Buffer }, agent: Agent): Promise<Answer> {
  try {
    return await sendOnce(url, rest, agent);
  } catch (error) {
    if ((error as { reused?: boolean }).reused !== true) throw error;
    return sendOnce(url, rest, new Agent({ maxSockets: 1 }));
  }
}

function sendOnce(url: string, rest: RestRequest & { bytes?: Buffer }, agent: Agent): Promise<Answer> {
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
