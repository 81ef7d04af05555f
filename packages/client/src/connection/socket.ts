import type { Problem, SyncPage, WireEvent } from '@parlance/protocol';
import { io, type Socket } from 'socket.io-client';
import { ParlanceError } from '../errors.ts';
import type { Closing, Connection, ConnectionOptions, OpenConnection } from './connection.ts';

const CONNECT_TIMEOUT_MS = 10_000;
const ANSWER_TIMEOUT_MS = 15_000;

export interface SocketOptions {
  readonly url: string;
  readonly device?: string | undefined;
  readonly transports: readonly ('websocket' | 'polling')[];
  /** Whether pages bring their translations. */
  readonly translate: boolean;
}

type Answer = { ok: true; result: unknown } | { ok: false; error: Problem };

/** Socket.IO, without its own reconnection: ours goes on from the sync token, on all transports alike. */
export function socketTransport(socketOptions: SocketOptions): OpenConnection {
  return (options) => openSocket(socketOptions, options);
}

function openSocket({ url, device, transports, translate }: SocketOptions, options: ConnectionOptions): Connection {
  const { token, since, listener } = options;
  const socket = io(`${url.replace(/\/+$/, '')}/v1`, {
    auth: {
      token,
      ...(since === null ? {} : { since }),
      ...(device === undefined ? {} : { device }),
      ...(translate ? { translate_to: 'me' } : {}),
    },
    transports: [...transports],
    tryAllTransports: true,
    forceNew: true,
    reconnection: false,
  });
  let closed = false;
  let farewell: Closing | null = null;
  const finish = (closing: Closing) => {
    if (closed) return;
    closed = true;
    clearTimeout(timer);
    socket.disconnect();
    listener.onClosed(closing);
  };
  const timer = setTimeout(() => finish({ reason: 'connect_timeout' }), CONNECT_TIMEOUT_MS);
  socket.on('connect', () => clearTimeout(timer));
  socket.on('connect_error', (error: Error & { data?: Problem }) => finish(toClosing(error.message, error.data)));
  // Every request asks for an answer, so what comes as a bare error is why the server is about to disconnect.
  socket.on('error', (problem?: Problem) => {
    farewell = toClosing('error', problem);
  });
  socket.on('disconnect', (reason) => finish(farewell ?? { reason }));
  socket.on('bye', (bye: { reason: string; retry_after_ms: number }) => {
    farewell = { reason: bye.reason, retryAfterMs: bye.retry_after_ms };
  });
  socket.on('sync', (page: SyncPage, stored?: () => void) => void listener.onPage(page).then(() => stored?.()));
  socket.on('live', (live: { token: string }) => listener.onLive(live.token));
  socket.on('event', (event: WireEvent) => listener.onEvent(event));
  socket.on('heartbeat', (heartbeat: { token: string }) => listener.onHeartbeat(heartbeat.token));
  return {
    request: (operationId, input) => request(socket, operationId, input),
    close: () => {
      closed = true;
      clearTimeout(timer);
      socket.disconnect();
    },
  };
}

function toClosing(reason: string, problem: Problem | undefined): Closing {
  if (typeof problem?.code !== 'string') return { reason };
  const { code, retry_after_ms } = problem;
  return { reason: code, problem, ...(retry_after_ms === undefined ? {} : { retryAfterMs: retry_after_ms }) };
}

async function request(socket: Socket, operationId: string, input: object): Promise<unknown> {
  // A socket that is not connected would keep the request and send it on a later connection, long after it was given up.
  if (!socket.connected) throw ParlanceError.network(`${operationId}: the socket is not connected`);
  let answer: Answer;
  try {
    answer = (await socket.timeout(ANSWER_TIMEOUT_MS).emitWithAck(operationId, input)) as Answer;
  } catch (error) {
    throw ParlanceError.network(`${operationId}: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!answer.ok) throw ParlanceError.of(answer.error);
  return answer.result;
}
