import { call, type HttpAnswer } from '../support/http.ts';
import { SocketClient } from '../support/socket-client.ts';

let count = 0;

/** Somebody who uses a client of the dialect `direct`. */
export class DirectPerson {
  readonly url: string;
  readonly email: string;
  readonly token: string;
  readonly #sockets: SocketClient[] = [];

  private constructor(url: string, email: string, token: string) {
    this.url = url;
    this.email = email;
    this.token = token;
  }

  /** Logs in under an address that nobody else in this process has. */
  static async login(url: string, name: string): Promise<DirectPerson> {
    count += 1;
    const email = `${name.toLowerCase()}${count}@example.com`;
    const { body } = await call(url, 'POST', '/api/auth/login', { body: { email, name } });
    return new DirectPerson(url, email, body.access_token as string);
  }

  calls(method: string, path: string, body?: unknown): Promise<HttpAnswer> {
    return call(this.url, method, path, { token: this.token, body });
  }

  async connects(): Promise<SocketClient> {
    const client = await SocketClient.connect(this.url, { auth: { token: this.token } });
    this.#sockets.push(client);
    return client;
  }

  /** The id of the conversation with somebody. */
  async opens(other: { email: string }): Promise<string> {
    const { body } = await this.calls('POST', '/api/conversations/start', { to_email: other.email });
    return body.conversation_id as string;
  }

  leaves(): void {
    for (const socket of this.#sockets) socket.close();
  }
}
