import { afterAll, afterEach, beforeAll } from 'vitest';
import { startTestServer, type TestServer } from '../../packages/server/test/support/server.ts';
import { post } from '../support/http.ts';
import { RoomsClient } from './client.ts';

/** A server of one file’s plays, and the clients of one play, which leave when it ends. */
export interface RoomsStage {
  readonly url: string;
  readonly core: TestServer['core'];
  /** Connects and joins in the contract’s own form. */
  joins(name: string, room?: string, language?: string): Promise<RoomsClient>;
  connects(auth?: Record<string, unknown>): Promise<RoomsClient>;
  /** A room of a test’s own; answers its id. */
  makeRoom(name: string): Promise<string>;
  registerWithPassword(name: string): Promise<{ id: string; token: string }>;
}

export function setRoomsStage(): RoomsStage {
  let server: TestServer;
  const clients: RoomsClient[] = [];
  const remember = (client: RoomsClient): RoomsClient => {
    clients.push(client);
    return client;
  };
  beforeAll(async () => {
    server = await startTestServer({ RATE_LIMIT_MESSAGES: '1000' });
  });
  afterAll(() => server.stop());
  afterEach(() => {
    for (const client of clients.splice(0)) client.close();
  });
  return {
    get url() {
      return server.url;
    },
    get core() {
      return server.core;
    },
    joins: async (...who) => remember(await RoomsClient.joins(server.url, ...who)),
    connects: async (auth) => remember(await RoomsClient.connect(server.url, auth)),
    async makeRoom(name) {
      const { body } = await post(server.url, '/api/rooms', { room_name: name });
      return body.room.room_id as string;
    },
    async registerWithPassword(name) {
      const input = { user_name: name, password: 'correct horse battery', display_name: name };
      const { body } = await post(server.url, '/v1/auth/register', input);
      return { id: body.user.id, token: body.access_token };
    },
  };
}
