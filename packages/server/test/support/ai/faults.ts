import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { isStream, type Wire } from './wire.ts';

/**
 * What can be wrong with a service: `hang` (no answer at all), `stall` (an answer that stops after its beginning),
 * `rate-limited` (429 with Retry-After), `server-error` (500), `bad-request` (422), `unauthorized`, `break` (the
 * connection breaks before an answer), `cut` (it breaks in the middle of one), `drip` (one byte a second), `endless`
 * (500 MB of a well-formed answer), `endless-line` (500 MB without an end of line), `invalid-json`, `redirect`.
 */
export type AiFault =
  | 'hang'
  | 'stall'
  | 'rate-limited'
  | 'server-error'
  | 'bad-request'
  | 'unauthorized'
  | 'break'
  | 'cut'
  | 'drip'
  | 'endless'
  | 'endless-line'
  | 'invalid-json'
  | 'redirect';

const OFFERED_BYTES = 500 * 1024 * 1024;
const PORTION = 64 * 1024;

/** Sends an answer as if the service had this fault. `retryAfter`: the header’s text. */
export async function sendFaulty(
  response: ServerResponse,
  wire: Wire,
  { fault, retryAfter }: { fault: AiFault; retryAfter: string },
): Promise<void> {
  switch (fault) {
    case 'hang':
      return;
    case 'break':
      response.destroy();
      return;
    case 'rate-limited':
      return fail(response, wire, 429, { 'Retry-After': retryAfter });
    case 'server-error':
      return fail(response, wire, 500);
    case 'bad-request':
      return fail(response, wire, 422);
    case 'unauthorized':
      return fail(response, wire, wire.failure(400).includes('INVALID_ARGUMENT') ? 400 : 401);
    case 'redirect':
      return fail(response, wire, 307, { Location: 'http://127.0.0.1:9/' });
    case 'invalid-json':
      response.writeHead(200, { 'Content-Type': wire.contentType });
      response.end(isStream(wire) ? 'data: {nonsense\n\n' : '{nonsense');
      return;
    case 'stall':
    case 'cut':
      return sendPart(response, wire, fault);
    case 'drip':
      return sendSlowly(response, wire);
    case 'endless':
      return sendEndlessly(response, wire.contentType, wire.endless);
    case 'endless-line': {
      const start = isStream(wire) ? 'data: {"a":"' : '{"a":"';
      return sendEndlessly(response, wire.contentType, { start, more: 'x'.repeat(1_000) });
    }
  }
}

function fail(response: ServerResponse, wire: Wire, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  response.end(wire.failure(status));
}

/** The first half of the events, or of a body whose whole length was promised. */
async function sendPart(response: ServerResponse, wire: Wire, then: 'stall' | 'cut'): Promise<void> {
  const whole = wire.pieces.join('');
  const part = isStream(wire)
    ? wire.pieces.slice(0, Math.max(1, Math.ceil(wire.pieces.length / 2))).join('')
    : whole.slice(0, whole.length / 2);
  const length = isStream(wire) ? {} : { 'Content-Length': Buffer.byteLength(whole) };
  response.writeHead(200, { 'Content-Type': wire.contentType, ...length });
  response.write(part, () => {
    if (then === 'cut') setTimeout(() => response.destroy(), 20);
  });
}

async function sendSlowly(response: ServerResponse, wire: Wire): Promise<void> {
  response.writeHead(200, { 'Content-Type': wire.contentType });
  response.flushHeaders();
  for (const byte of Buffer.from(wire.pieces.join(''))) {
    if (response.closed || response.destroyed) return;
    response.write(Buffer.from([byte]));
    await delay(1_000, undefined, { ref: false });
  }
  response.end();
}

async function sendEndlessly(
  response: ServerResponse,
  contentType: string,
  { start, more }: { start: string; more: string },
): Promise<void> {
  response.writeHead(200, { 'Content-Type': contentType });
  response.write(start);
  const portion = Buffer.from(more.repeat(Math.ceil(PORTION / more.length)));
  for (let sent = 0; sent < OFFERED_BYTES && !response.destroyed; sent += portion.length) {
    // Only as fast as the other side reads: what it does not take is not made.
    if (!response.write(portion)) await drained(response);
  }
  response.end();
}

/** Until more can be written, or nobody reads any more. */
async function drained(response: ServerResponse): Promise<void> {
  await new Promise<void>((resolve) => {
    const end = (): void => {
      response.off('drain', end).off('close', end);
      resolve();
    };
    response.on('drain', end).on('close', end);
  });
}
