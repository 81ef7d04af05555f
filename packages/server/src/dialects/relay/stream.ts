import type { FastifyReply } from 'fastify';
import { CoreError } from '../../core/errors.ts';
import type { DialectAnswer, DialectRequest } from '../dialect.ts';
import { readCaller, requireLobby } from './door.ts';
import type { LobbyFeed } from './feed.ts';
import { readContent } from './present.ts';
import type { Relay } from './relay.ts';
import { type Position, parseEventId } from './relay-frame.ts';
import { RelayStream } from './relay-stream.ts';

/** Milliseconds between comment lines that keep proxies from closing a quiet stream; messages in one page of the log. */
const HEARTBEAT = 15_000;
const PAGE = 50;

/** `GET /api/events`: headers at once, then what was missed since `Last-Event-ID`, then what happens. */
export async function openStream(relay: Relay, feed: LobbyFeed, request: DialectRequest): Promise<DialectAnswer> {
  requireLobby(relay.host, await readCaller(relay.host, request));
  const since = readLastEventId(request);
  const start = since ?? { seq: relay.lastSeq, published: relay.published.last };
  writeHeaders(request.reply);
  const response = request.reply.raw;
  if (request.raw.method === 'HEAD') {
    // There is nothing to come that it could wait for.
    response.end();
    return 'hijacked';
  }
  const stream = new RelayStream(response, request.raw.id, start);
  stream.write('retry: 3000\n: connected\n\n');
  const heartbeat = setInterval(() => stream.write(': heartbeat\n\n'), HEARTBEAT);
  heartbeat.unref();
  response.once('close', () => {
    clearInterval(heartbeat);
    relay.host.hub.detach(stream);
  });
  run(relay, feed, stream).catch((fault: unknown) => {
    relay.host.core.log.error({ err: fault }, 'an event stream failed');
    response.destroy();
  });
  return 'hijacked';
}

/** An id of another server means nothing here: such a stream begins now. */
function readLastEventId({ raw, query }: DialectRequest): Position | undefined {
  // COMPAT(relay): clients that cannot set headers say it in the query.
  const id = raw.headers['last-event-id'] ?? query['last_event_id'] ?? query['lastEventId'];
  if (id === undefined || id === '') return undefined;
  if (typeof id !== 'string') throw new CoreError('invalid_input', '“Last-Event-ID” must be one text.');
  return parseEventId(id);
}

function writeHeaders(reply: FastifyReply): void {
  reply.hijack();
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) reply.raw.setHeader(name, value);
  }
  reply.raw.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no',
  });
  reply.raw.flushHeaders();
}

/** The stream hears the lobby first and reads the log after, so that nothing falls between. */
async function run(relay: Relay, feed: LobbyFeed, stream: RelayStream): Promise<void> {
  const roomId = relay.lobby.conversation.id;
  await relay.host.hub.attach(stream, async () => [roomId]);
  do {
    stream.hold();
    await catchUp(relay, feed, stream, roomId);
  } while (stream.overflowed);
  stream.release('');
}

async function catchUp(relay: Relay, feed: LobbyFeed, stream: RelayStream, roomId: string): Promise<void> {
  const { store } = relay.host.core;
  const published = relay.published.after(stream.position);
  let read = stream.position.seq;
  for (;;) {
    const messages = await store.messages.listAfter(roomId, read, PAGE);
    const senders = await store.users.findMany([...new Set(messages.map((message) => message.senderId))]);
    for (const message of messages) {
      read = message.seq;
      while ((published[0]?.position.seq ?? Number.POSITIVE_INFINITY) < message.seq) writeNext(stream, published);
      if (message.content === null) continue;
      const sender = senders.find((user) => user.id === message.senderId);
      stream.writeFrame(feed.makeFrame(message, sender, await readContent(relay, message)));
      await stream.drained();
    }
    if (messages.length < PAGE) break;
  }
  while (published.length > 0) writeNext(stream, published);
}

function writeNext(stream: RelayStream, frames: Parameters<RelayStream['writeFrame']>[0][]): void {
  const frame = frames.shift();
  if (frame !== undefined) stream.writeFrame(frame);
}
