import type { ClientOptions } from '../options.ts';
import type { Rest } from '../rest.ts';
import type { OpenConnection } from './connection.ts';
import { pollTransport } from './poll.ts';
import { socketTransport } from './socket.ts';
import { sseTransport } from './sse.ts';

/** The way the options ask for. */
export function openTransport(options: ClientOptions, rest: Rest): OpenConnection {
  switch (options.transport ?? 'socket') {
    case 'sse':
      return sseTransport(rest, options.translate === true);
    case 'poll':
      return pollTransport(rest, options.translate === true);
    case 'socket': {
      const transports = options.socket?.transports ?? ['websocket', 'polling'];
      const translate = options.translate === true;
      return socketTransport({ url: options.url, device: options.device, transports, translate });
    }
  }
}
