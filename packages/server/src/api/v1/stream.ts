import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../../core/actor.ts';
import { CoreError } from '../../core/errors.ts';
import { authenticate } from '../../core/sessions/authenticate.ts';
import { parseSyncToken } from '../../core/sync/sync-token.ts';
import { parseWanted } from '../../core/translation/reading-preferences.ts';
import { attachAccount } from '../../realtime/attach-account.ts';
import { StreamConnection } from '../../realtime/connections/stream-connection.ts';
import { actorOf } from './bearer.ts';
import { V1_EDGE } from './outbound.ts';
import { toProblem } from './problems.ts';
import { readSyncPage, type SyncRequest } from './read-sync-page.ts';
import { sendProblem } from './rest.ts';
import { requireRoom, type SocketParts } from './socket.ts';

/** Tickets that were used, on any node, by their hash; each is forgotten once it could not be valid any more. */
const TICKET_MEMORY = 120_000;
const TICKET_TOPIC = 'ticket used';

/** Mounts `GET /v1/events`: the same pages and events as the socket, as Server-Sent Events. */
export function mountStream(app: FastifyInstance, parts: SocketParts): void {
  const usedTickets = new Map<string, number>();
  parts.link.on(TICKET_TOPIC, (body) => usedTickets.set(String(body), parts.context.core.clock.monotonic()));
  app.get('/v1/events', (request, reply) => open(parts, usedTickets, request, reply));
}

async function open(
  parts: SocketParts,
  usedTickets: Map<string, number>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  try {
    requireRoom(parts);
    const query = request.query as Record<string, unknown>;
    const since = lastEventId(request) ?? textOf(query['since'], 'since');
    // A wrong token is answered as a problem, before the stream begins.
    if (since !== null) parseSyncToken(parts.context.core, since);
    const translateTo = textOf(query['translate_to'], 'translate_to') ?? undefined;
    if (translateTo !== undefined) parseWanted(translateTo);
    const actor = await actorFor(parts, usedTickets, request, textOf(query['ticket'], 'ticket'));
    reply.hijack();
    await stream(parts, actor, { since, translateTo }, reply);
    return reply;
  } catch (fault) {
    if (reply.raw.headersSent) {
      parts.context.core.log.error({ err: fault }, 'an event stream failed');
      reply.raw.destroy();
      return reply;
    }
    return sendProblem(reply, toProblem(fault));
  }
}

function lastEventId(request: FastifyRequest): string | null {
  const header = request.headers['last-event-id'];
  return typeof header === 'string' && header !== '' ? header : null;
}

function textOf(value: unknown, name: string): string | null {
  if (value === undefined) return null;
  if (typeof value === 'string' && value.length <= 4096) return value;
  throw new CoreError('invalid_input', `“${name}” must be one text.`, { field: `/${name}` });
}

async function actorFor(
  { context, link }: SocketParts,
  usedTickets: Map<string, number>,
  request: FastifyRequest,
  ticket: string | null,
): Promise<Actor> {
  if (ticket === null) {
    const actor = await actorOf(context.core, request.headers.authorization);
    if (actor !== null) return actor;
    throw new CoreError('unauthenticated', 'Open the stream with Authorization: Bearer, or with ?ticket=.');
  }
  const actor = await authenticate(context.core, ticket, 'stream');
  const now = context.core.clock.monotonic();
  for (const [used, at] of usedTickets) {
    if (at + TICKET_MEMORY > now) break;
    usedTickets.delete(used);
  }
  const hash = context.core.ids.hash(ticket);
  if (usedTickets.has(hash)) throw new CoreError('unauthenticated', 'This ticket was used; ask for another.');
  usedTickets.set(hash, now);
  link.publish(TICKET_TOPIC, hash);
  return actor;
}

async function stream(
  parts: SocketParts,
  actor: Actor,
  { since, translateTo }: SyncRequest,
  reply: FastifyReply,
): Promise<void> {
  const { core } = parts.context;
  const response = reply.raw;
  for (const [name, value] of Object.entries(reply.getHeaders()))
    if (value !== undefined) response.setHeader(name, value);
  response.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no',
  });
  response.flushHeaders();
  if (reply.request.method === 'HEAD') {
    // There is nothing to come that it could wait for.
    response.end();
    return;
  }
  const connection = new StreamConnection(response, {
    id: String(reply.request.id),
    edge: V1_EDGE,
    actor,
    hearsAccount: true,
    held: true,
  });
  response.once('close', () => parts.hub.detach(connection));
  if (!(await attachAccount(core, parts.hub, connection))) return;
  let token = since;
  for (;;) {
    connection.hold();
    for (let more = true; more && !response.destroyed; ) {
      const page = await readSyncPage(core, actor, { since: token, translateTo });
      connection.write(`id: ${page.token}\nevent: sync\ndata: ${JSON.stringify(page)}\n\n`);
      await connection.drained();
      token = page.token;
      more = page.has_more;
    }
    if (!connection.overflowed) break;
  }
  if (response.destroyed) return;
  connection.write(`event: live\ndata: ${JSON.stringify({ token })}\n\n`);
  connection.release(parts.gateway.token);
}
