import { type Agent, type IncomingMessage, request, type ServerResponse } from 'node:http';

/** Of the connection, not of the request (RFC 9110, 7.6.1); node writes its own. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'upgrade', 'expect']);
/** What node sends no body with unless the headers speak of one. */
const BODILESS = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE']);

/** Idle connections are closed from this side, before the other side’s five seconds are over. */
export const siblingConnections = { keepAlive: true, maxFreeSockets: 64, timeout: 4_000 } as const;

export interface Destination {
  /** Where the other process listens. */
  socketPath: string;
  agent: Agent;
  /** A header of ours, in place of whatever a client sent under its name. */
  own: readonly [name: string, value: string] | undefined;
  /** Answers when the other process cannot be asked. */
  unreachable: (response: ServerResponse) => void;
}

/**
 * Hands a request to another process of this machine, and its answer back, both as streams. Connections are kept: one that
 * the other side closes after its answer could take the answer with it when this side is still writing.
 */
export function passOn(
  { socketPath, agent, own, unreachable }: Destination,
  asked: IncomingMessage,
  response: ServerResponse,
): void {
  const { method = 'GET', url = '/' } = asked;
  const passed = request({ socketPath, agent, method, path: url, headers: toHeaders(asked, own), setHost: false });
  passed.on('response', (answer) => {
    answerWith(answer, response);
    answer.on('end', () => {
      // Answered before everything was sent: what still comes has nowhere to go.
      if (!asked.readableEnded) asked.unpipe(passed).resume();
    });
  });
  passed.on('error', () => {
    if (response.writableEnded || response.destroyed) return;
    if (response.headersSent) response.destroy();
    else unreachable(response);
  });
  response.on('close', () => {
    // The client has gone, or had its answer before it had sent everything.
    if (!response.writableFinished || !passed.writableFinished) passed.destroy();
  });
  asked.pipe(passed);
}

function toHeaders({ rawHeaders, method = 'GET' }: IncomingMessage, own: Destination['own']): string[] {
  // First, so that it is not what is left out where there are too many.
  const headers = own === undefined ? [] : [...own];
  let isFramed = false;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] as string;
    const plain = name.toLowerCase();
    if (HOP_BY_HOP.has(plain) || plain === own?.[0]) continue;
    isFramed ||= plain === 'content-length' || plain === 'transfer-encoding';
    headers.push(name, rawHeaders[index + 1] as string);
  }
  // Else node would announce a body where there is none.
  if (!isFramed && !BODILESS.has(method)) headers.push('Content-Length', '0');
  return headers;
}

function answerWith(answer: IncomingMessage, response: ServerResponse): void {
  const headers: string[] = [];
  let isEndless = true;
  for (let index = 0; index < answer.rawHeaders.length; index += 2) {
    const name = answer.rawHeaders[index] as string;
    const value = answer.rawHeaders[index + 1] as string;
    const plain = name.toLowerCase();
    if (plain === 'content-length') isEndless = false;
    const closes = plain === 'connection' && value.toLowerCase() === 'close';
    if (!closes && (HOP_BY_HOP.has(plain) || plain === 'transfer-encoding')) continue;
    headers.push(name, value);
  }
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage, headers);
  // A stream of events may have nothing to say for a long time.
  if (isEndless) response.flushHeaders();
  answer.pipe(response);
  answer.on('close', () => {
    if (!answer.complete) response.destroy();
  });
}
