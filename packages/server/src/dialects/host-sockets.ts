import type { Server, Socket } from 'socket.io';
import type { Actor } from '../core/actor.ts';
import { CoreError } from '../core/errors.ts';
import { hasNul, isDeeper } from '../core/input/plain-data.ts';
import { authenticate } from '../core/sessions/authenticate.ts';
import { attachAccount } from '../realtime/attach-account.ts';
import { type Requests, SocketConnection } from '../realtime/connections/socket-connection.ts';
import type { Refusal, RootConnection, SocketClaim } from './dialect.ts';
import { EventOrder, type Turn } from './event-order.ts';
import type { HostParts, Registrations } from './host-parts.ts';
import { tooMany } from './host-routes.ts';
import { failure, presentRefusal, toRefusal } from './refusal.ts';

/** What a socket counts as until it has said something that only another dialect’s clients say. */
const UNLABELLED = 'relay';
/** Deeper than any documented payload. */
const DEEPEST = 12;

/** Mounts the root namespace, which all dialects share. */
export function mountRootNamespace(
  io: Server,
  parts: HostParts,
  registrations: Registrations,
  names: readonly string[],
): void {
  if (names.length === 0) return;
  const root = io.of('/');
  root.use((socket, next) => {
    const entered = parts.lines.enter(socket);
    findActor(parts, socket)
      .then(
        (found) => {
          socket.data = found;
          next();
        },
        (fault: unknown) => next(new Error((toRefusal(fault) ?? failure).sentence)),
      )
      .finally(entered);
  });
  root.on('connection', (socket) => {
    accept(parts, registrations, names, socket).catch((fault: unknown) => {
      parts.core.log.error({ err: fault }, 'a socket could not be accepted');
      socket.disconnect(true);
    });
  });
}

/** The account and the dialect of the session whose token the client brought; without a token, neither. */
async function findActor(
  { core }: HostParts,
  socket: Socket,
): Promise<{ actor: Actor | null; dialect: string | null }> {
  const { auth, query } = socket.handshake;
  const token = (auth as Record<string, unknown>)['token'] ?? query['token'];
  if (token === undefined || token === null || token === '') return { actor: null, dialect: null };
  if (typeof token !== 'string') throw new CoreError('unauthenticated', 'The token must be a text.');
  const actor = await authenticate(core, token.replace(/^Bearer +/i, ''));
  const session = actor.sessionId === null ? undefined : await core.store.sessions.find(actor.sessionId);
  return { actor, dialect: session?.device ?? null };
}

async function accept(
  parts: HostParts,
  registrations: Registrations,
  names: readonly string[],
  socket: Socket,
): Promise<void> {
  const { actor, dialect } = socket.data as { actor: Actor | null; dialect: string | null };
  const known = dialect !== null && names.includes(dialect) ? dialect : undefined;
  const base = new SocketConnection(socket, {
    edge: known ?? UNLABELLED,
    actor,
    address: parts.addressOf(socket),
    hearsAccount: actor !== null,
    held: false,
    lines: parts.lines,
  });
  const connection: RootConnection & SocketConnection = Object.assign(base, {
    handshake: { query: socket.handshake.query, auth: socket.handshake.auth as Record<string, unknown> },
    labelled: known !== undefined,
  });
  const order = new EventOrder();
  const requests: Requests = {
    takes: (name) => registrations.claims.has(name),
    handle: (_connection, event, rest, began) =>
      order.add(async (turn) => {
        try {
          if (!base.closed) await handle(parts, registrations, connection, { event, rest, turn });
        } finally {
          base.finished(began);
        }
      }),
  };
  registrations.sockets.add(connection);
  connection.listen(requests, () => {
    registrations.sockets.delete(connection);
    parts.hub.detach(connection);
    order.add(async ({ earlier }) => {
      await earlier;
      await notify(parts, registrations.disconnected, connection);
    });
  });
  if (!(await attachAccount(parts.core, parts.hub, connection))) return;
  await notify(parts, registrations.connected, connection);
  connection.settle();
}

async function notify(
  { core }: HostParts,
  listeners: readonly ((connection: RootConnection) => void | Promise<void>)[],
  connection: RootConnection,
): Promise<void> {
  for (const listener of listeners) {
    try {
      await listener(connection);
    } catch (fault) {
      core.log.error({ err: fault }, 'a dialect failed at a connection’s beginning or end');
    }
  }
}

/** One event, as it came and in its turn. */
interface Said {
  event: string;
  rest: readonly unknown[];
  turn: Turn;
}

async function handle(
  parts: HostParts,
  registrations: Registrations,
  connection: RootConnection & SocketConnection,
  { event, rest, turn }: Said,
): Promise<void> {
  const last = rest.at(-1);
  const acknowledge = typeof last === 'function' ? (last as (answer: unknown) => void) : undefined;
  const payload = acknowledge !== undefined && rest.length === 1 ? undefined : rest[0];
  let claim: SocketClaim | undefined;
  try {
    claim = await choose(registrations.claims.get(event) ?? [], event, payload, connection);
    if (claim.overlaps !== true) await turn.earlier;
    charge(parts, claim, connection);
    if (claim.labels !== false && (!connection.labelled || connection.edge !== claim.dialect)) {
      connection.edge = claim.dialect;
      connection.labelled = true;
    }
    const { handOver } = turn;
    const result = await claim.handler({ connection, payload, wantsAnswer: acknowledge !== undefined, handOver });
    await turn.earlier;
    acknowledge?.(result ?? {});
  } catch (fault) {
    await turn.earlier;
    const refusal = toRefusal(fault);
    if (refusal === undefined)
      parts.core.log.error({ err: fault, event: event.slice(0, 60) }, 'a dialect’s event failed');
    refuse(connection, claim, refusal ?? failure, acknowledge);
  }
}

function charge({ limits }: HostParts, claim: SocketClaim, { actor, address }: RootConnection): void {
  const payer = { userId: actor?.userId ?? null, sessionId: actor?.sessionId ?? null, address };
  const verdict = limits.takeCall(payer, claim.cost ?? 'write');
  if (!verdict.allowed) throw tooMany(verdict.retryAfterMs);
}

async function choose(
  claims: readonly SocketClaim[],
  event: string,
  payload: unknown,
  connection: RootConnection,
): Promise<SocketClaim> {
  if (claims.length === 0) throw new CoreError('not_found', `“${event.slice(0, 60)}” is not an event of this server.`);
  if (isDeeper(payload, DEEPEST))
    throw new CoreError('invalid_input', `The payload is nested deeper than ${DEEPEST} levels.`);
  if (hasNul(payload))
    throw new CoreError('invalid_input', 'The payload holds a NUL character, which cannot be stored.');
  // A socket that has said who it is is asked in its own dialect first.
  const isOwn = ({ dialect }: SocketClaim) => connection.labelled && dialect === connection.edge;
  for (const claim of claims) if (isOwn(claim) && (await accepts(claim, payload, connection))) return claim;
  for (const claim of claims) if (!isOwn(claim) && (await accepts(claim, payload, connection))) return claim;
  const forms = claims.filter((claim) => claim.form !== undefined).map((claim) => `${claim.form} (${claim.dialect})`);
  throw new CoreError('invalid_input', `“${event.slice(0, 60)}” takes one of these forms: ${forms.join('; ')}.`);
}

function accepts(claim: SocketClaim, payload: unknown, connection: RootConnection): boolean | Promise<boolean> {
  return claim.accepts === undefined || claim.accepts(payload, connection);
}

function refuse(
  connection: SocketConnection,
  claim: SocketClaim | undefined,
  refusal: Refusal,
  acknowledge: ((answer: unknown) => void) | undefined,
): void {
  acknowledge?.(claim?.presentRefusal?.(refusal) ?? { status: 'error', ...presentRefusal(refusal) });
  if (claim?.emitsError !== false) connection.emit('error', presentRefusal(refusal));
}
