import { io, type Socket } from 'socket.io-client';
import { waitUntil } from '../support/wait-until.ts';

// biome-ignore lint/suspicious/noExplicitAny: plays look into answers of any form, and fail where they differ.
export type Payload = Record<string, any>;

export interface Heard {
  event: string;
  payload: Payload;
}

/** A client as the contract has it: it connects with nothing and says who it is when it joins. */
export class RoomsClient {
  readonly socket: Socket;
  readonly heard: Heard[] = [];

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.onAny((event: string, payload: Payload) => {
      this.heard.push({ event, payload });
    });
  }

  static async connect(url: string, auth: Record<string, unknown> = {}): Promise<RoomsClient> {
    const socket = io(url, { forceNew: true, transports: ['websocket'], auth, reconnection: false });
    const client = new RoomsClient(socket);
    await client.hears('connected');
    return client;
  }

  /** Connects and joins in the contract’s own form. */
  static async joins(url: string, name: string, room = 'general', language = 'en'): Promise<RoomsClient> {
    const client = await RoomsClient.connect(url);
    await client.join(name, room, language);
    return client;
  }

  async join(name: string, room = 'general', language = 'en'): Promise<Payload> {
    this.socket.emit('join_room', {
      user_id: `made-up-${name}`,
      username: name,
      room_id: room,
      preferred_language: language,
    });
    return this.hears('joined_room', (payload) => payload.room_id === room);
  }

  emit(event: string, ...payload: unknown[]): void {
    this.socket.emit(event, ...payload);
  }

  asks(event: string, payload: unknown): Promise<Payload> {
    return this.socket.timeout(10_000).emitWithAck(event, payload) as Promise<Payload>;
  }

  /** The first matching event, heard already or soon. */
  hears(event: string, matches: (payload: Payload) => boolean = () => true): Promise<Payload> {
    return waitUntil(event, () => this.heard.find((one) => one.event === event && matches(one.payload))?.payload);
  }

  all(event: string): Payload[] {
    return this.heard.filter((one) => one.event === event).map((one) => one.payload);
  }

  close(): void {
    this.socket.disconnect();
  }
}

export async function post(
  url: string,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: Payload }> {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Payload };
}

export async function get(
  url: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: Payload }> {
  const response = await fetch(url + path, { headers });
  return { status: response.status, body: (await response.json()) as Payload };
}
