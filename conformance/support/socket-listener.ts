import type { Input, OperationId, Problem, Result } from '@parlance/protocol';
import { io, type Socket } from 'socket.io-client';
import { FrameLog } from './frame-log.ts';
import type { Listener, ListenOptions } from './listener.ts';
import { Refused } from './rest.ts';
import { waitUntil } from './wait-until.ts';

export type SocketAnswer = { ok: true; result: unknown } | { ok: false; error: Problem };

export interface SocketListener extends Listener {
  socket: Socket;
  /** Sends a request and answers with whatever the acknowledgement carried. */
  tries(operation: string, ...payload: unknown[]): Promise<SocketAnswer>;
  /** Sends a request; throws `Refused` unless it was done. */
  calls<Id extends OperationId>(operation: Id, input: Input<Id>): Promise<Result<Id>>;
}

export interface SocketOptions extends ListenOptions {
  transports?: ('websocket' | 'polling')[];
  /** How long an acknowledgement may take, in milliseconds. */
  within?: number;
}

/** Connects to the namespace /v1 and returns once it is live; throws `Refused` when the server refuses. */
export async function openSocketListener(
  url: string,
  token: string,
  options: SocketOptions = {},
): Promise<SocketListener> {
  const log = new FrameLog(options.onFrame);
  const socket = io(`${url}/v1`, {
    auth: {
      token,
      ...(options.since === undefined ? {} : { since: options.since }),
      ...(options.translateTo === undefined ? {} : { translate_to: options.translateTo }),
    },
    transports: options.transports ?? ['websocket'],
    forceNew: true,
    reconnection: false,
  });
  record(socket, log);
  const tries = async (operation: string, ...payload: unknown[]): Promise<SocketAnswer> => {
    try {
      return await socket.timeout(options.within ?? 10_000).emitWithAck(operation, ...payload);
    } catch (error) {
      if (log.ended === undefined) throw error;
      throw new Error(`the socket ended: ${log.ended.reason}, ${JSON.stringify(log.bye ?? 'no bye')}`, {
        cause: error,
      });
    }
  };
  const listener: SocketListener = {
    log,
    socket,
    tries,
    calls: async (operation, input) => {
      const answer = await tries(operation, input);
      if (!answer.ok) throw new Refused(operation, answer.error);
      return answer.result as Result<typeof operation>;
    },
    close: async () => {
      socket.disconnect();
    },
  };
  try {
    await waitUntil('a live socket', () => log.isLive || log.ended !== undefined);
  } catch (error) {
    socket.disconnect();
    throw error;
  }
  if (!log.isLive && log.ended?.problem !== undefined) throw new Refused('connect', log.ended.problem);
  if (!log.isLive) throw new Error(`the socket ended before it was live: ${log.ended?.reason}`);
  return listener;
}

function record(socket: Socket, log: FrameLog): void {
  for (const name of ['event', 'live', 'heartbeat', 'bye']) socket.on(name, (data: unknown) => log.add(name, data));
  socket.on('sync', (page: unknown, acknowledge?: () => void) => {
    log.add('sync', page);
    acknowledge?.();
  });
  socket.on('disconnect', (reason) => {
    log.ended = { reason };
  });
  socket.on('connect_error', (error: Error & { data?: Problem }) => {
    log.ended = { reason: error.message, ...(error.data === undefined ? {} : { problem: error.data }) };
    socket.disconnect();
  });
}
