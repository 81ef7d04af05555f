import { ParlanceClient } from '../../src/client.ts';
import type { ClientOptions } from '../../src/options.ts';
import { until } from './until.ts';

export const transports: [string, Partial<ClientOptions>][] = [
  ['a WebSocket', { transport: 'socket', socket: { transports: ['websocket'] } }],
  ['Socket.IO polling', { transport: 'socket', socket: { transports: ['polling'] } }],
  ['SSE', { transport: 'sse' }],
  ['long polling', { transport: 'poll' }],
];

let count = 0;

/** Clients of people who are registered and live; all are stopped together. */
export class People {
  readonly #clients: ParlanceClient[] = [];

  async enter(name: string, options: Partial<ClientOptions> & { url: string }): Promise<ParlanceClient> {
    const client = this.add(options);
    count += 1;
    await client.register({ user_name: `${name}-${count}`, password: `secret of ${name}`, display_name: name });
    client.start();
    await live(client);
    return client;
  }

  add(options: Partial<ClientOptions> & { url: string }): ParlanceClient {
    const client = new ParlanceClient(options);
    this.#clients.push(client);
    return client;
  }

  async leave(): Promise<void> {
    await Promise.all(this.#clients.splice(0).map((client) => client.stop()));
  }
}

export function live(client: ParlanceClient): Promise<unknown> {
  return until(client.connection, (status) => status.state === 'live', 'a live connection');
}

export function myId(client: ParlanceClient): string {
  const me = client.me.get();
  if (me === null) throw new Error('nobody is signed in');
  return me.id;
}
