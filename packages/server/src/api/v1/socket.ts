import { type OperationId, operations, type Problem, type SyncPage } from '@parlance/protocol';
import type { Server, Socket } from 'socket.io';
import type { Actor } from '../../core/actor.ts';
import { CoreError } from '../../core/errors.ts';
import { authenticate } from '../../core/sessions/authenticate.ts';
import { parseWanted } from '../../core/translation/reading-preferences.ts';
import { attachAccount } from '../../realtime/attach-account.ts';
import { JsonText } from '../../realtime/connections/json-text.ts';
import type { Lines } from '../../realtime/connections/lines.ts';
import { type Requests, SocketConnection } from '../../realtime/connections/socket-connection.ts';
import type { Gateway } from '../../realtime/gateway.ts';
import type { Hub } from '../../realtime/hub.ts';
import type { NodeLink } from '../../realtime/nodes/node-link.ts';
import type { Calls } from './call.ts';
import type { V1Context } from './handler.ts';
import { V1_EDGE, V1_NAMESPACE } from './outbound.ts';
import { makeProblem, toProblem } from './problems.ts';
import { readSyncPage, type SyncRequest } from './read-sync-page.ts';
import { ShownSent } from './shown-message.ts';

/** How long a client may take to store a sync page before it counts as gone. */
const PAGE_TIMEOUT = 60_000;

export interface SocketParts {
  context: V1Context;
  calls: Calls;
  hub: Hub;
  link: NodeLink;
  gateway: Gateway;
  lines: Lines;
  addressOf: (socket: Socket) => string;
  /** Whether no further connection is taken now. */
  isFull: () => boolean;
  /** Whether the server is stopping. */
  isDraining: () => boolean;
}

/** Between 5 and 15 seconds, so that those who are turned away do not all come back together. */
export function requireRoom({ isFull, isDraining }: SocketParts): void {
  if (isDraining()) {
    const retryAfter = 1_000 + Math.floor(Math.random() * 1_000);
    throw new CoreError('unavailable', 'The server is stopping.', { retryAfter });
  }
  if (!isFull()) return;
  const retryAfter = 5_000 + Math.floor(Math.random() * 10_000);
  throw new CoreError('unavailable', 'The server has as many connections as it takes; come back later.', {
    retryAfter,
  });
}

/** Mounts the namespace `/v1`: authentication at the door, then sync pages, then live events and requests. */
export function mountSocket(server: Server, parts: SocketParts): void {
  const namespace = server.of(V1_NAMESPACE);
  namespace.use((socket, next) => {
    const entered = parts.lines.enter(socket);
    enter(parts, socket)
      .then(
        () => next(),
        (fault: unknown) => next(refusal(fault)),
      )
      .finally(entered);
  });
  const requests: Requests = {
    takes: (name) => Object.hasOwn(operations, name),
    handle: (connection, name, inputs, began) => void request(parts.calls, connection, { name, inputs, began }),
  };
  namespace.on('connection', (socket) => {
    accept(parts, requests, socket);
  });
}

const NOTHING = Object.freeze({});

async function enter(parts: SocketParts, socket: Socket): Promise<void> {
  requireRoom(parts);
  const { token, since, translate_to: translateTo } = socket.handshake.auth as Record<string, unknown>;
  if (typeof token !== 'string') {
    throw new CoreError('unauthenticated', 'Connect with auth: { token: <access token> }.');
  }
  if (since !== undefined && typeof since !== 'string') {
    throw new CoreError('invalid_input', '“since” must be a sync token.', { field: '/since' });
  }
  if (translateTo !== undefined) parseWanted(textOf(translateTo));
  socket.data = { actor: await authenticate(parts.context.core, token), since: since ?? null, translateTo };
}

function textOf(translateTo: unknown): string {
  if (typeof translateTo === 'string') return translateTo;
  throw new CoreError('invalid_input', '“translate_to” must be a language tag, or “me”.', { field: '/translate_to' });
}

function refusal(fault: unknown): Error {
  const problem = toProblem(fault);
  const error = new Error(problem.code) as Error & { data?: unknown };
  error.data = problem;
  return error;
}

function accept(parts: SocketParts, requests: Requests, socket: Socket): void {
  const { actor, ...wanted } = socket.data as { actor: Actor } & SyncRequest;
  // It has been read, and would lie here as long as the connection lives.
  socket.data = undefined;
  socket.handshake.auth = NOTHING;
  const connection = new SocketConnection(socket, {
    edge: V1_EDGE,
    actor,
    address: parts.addressOf(socket),
    hearsAccount: true,
    held: true,
    lines: parts.lines,
  });
  connection.listen(requests, () => parts.hub.detach(connection));
  bringUpToDate(parts, connection, actor, wanted).catch((fault: unknown) => {
    // A client that goes, or stops answering, in the middle of its sync is nobody’s fault.
    if (!connection.connected || (fault as Error).message === 'operation has timed out') {
      connection.disconnect();
      return;
    }
    const problem = toProblem(fault);
    if (problem.code === 'internal')
      parts.context.core.log.error({ err: fault }, 'a client could not be brought up to date');
    connection.emit('error', problem);
    connection.disconnect();
  });
}

/** Listens first, then tells what was missed, then lets live events through: no hole between. */
async function bringUpToDate(
  parts: SocketParts,
  connection: SocketConnection,
  actor: Actor,
  { since, translateTo }: SyncRequest,
): Promise<void> {
  const { core } = parts.context;
  if (!(await attachAccount(core, parts.hub, connection))) return;
  let token = since;
  for (;;) {
    connection.hold();
    let more = true;
    while (more) {
      const page = await readSyncPage(core, actor, { since: token, translateTo });
      await sendPage(connection, page);
      token = page.token;
      more = page.has_more;
    }
    if (!connection.overflowed) break;
  }
  connection.emit('live', { token });
  connection.release(parts.gateway.token);
  connection.settle();
}

async function sendPage(connection: SocketConnection, page: SyncPage): Promise<void> {
  if (!connection.connected) throw new CoreError('unavailable', 'The client has gone.');
  await connection.ask('sync', page, PAGE_TIMEOUT);
}

async function request(
  calls: Calls,
  connection: SocketConnection,
  { name, inputs, began }: { name: string; inputs: readonly unknown[]; began: number },
): Promise<void> {
  const last = inputs.at(-1);
  const acknowledge = typeof last === 'function' ? (last as (answer: unknown) => void) : undefined;
  const said = acknowledge === undefined ? inputs : inputs.slice(0, -1);
  try {
    const misuse = findMisuse(name, said);
    const [input = {}] = said;
    const { actor, address } = connection;
    const outcome: Answerable =
      misuse === undefined
        ? await calls.call(name as OperationId, input, { actor, address })
        : { ok: false, error: misuse };
    if (acknowledge !== undefined) acknowledge(toAnswer(outcome));
    else if (!outcome.ok) connection.emit('error', outcome.error);
  } finally {
    connection.finished(began);
  }
}

function findMisuse(name: string, inputs: readonly unknown[]): Problem | undefined {
  if (!Object.hasOwn(operations, name)) {
    const detail = `“${name.slice(0, 100)}” is not an operation; the API’s description lists them.`;
    return makeProblem('not_found', detail);
  }
  if (inputs.length <= 1) return undefined;
  return makeProblem('invalid_input', `A request takes one input, not ${inputs.length}.`);
}

type Answerable = { ok: true; result: unknown } | { ok: false; error: Problem };

/** What the acknowledgement takes: the outcome without what REST says in headers. */
function toAnswer(outcome: Answerable): unknown {
  if (!outcome.ok) return { ok: false, error: outcome.error };
  const { result } = outcome;
  return result instanceof ShownSent ? new JsonText(`{"ok":true,"result":${result.json}}`) : { ok: true, result };
}
