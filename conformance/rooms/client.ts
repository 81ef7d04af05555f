import type { Payload } from '../support/http.ts';
import { SocketClient } from '../support/socket-client.ts';

/** A client as the contract has it: it connects with nothing and says who it is when it joins. */
export class RoomsClient extends SocketClient {
  static override async connect(url: string, auth: Record<string, unknown> = {}): Promise<RoomsClient> {
    const client = new RoomsClient(url, { auth });
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
    this.emit('join_room', {
      user_id: `made-up-${name}`,
      username: name,
      room_id: room,
      preferred_language: language,
    });
    return this.hears('joined_room', (payload) => payload.room_id === room);
  }
}
