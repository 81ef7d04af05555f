import { call, type HttpAnswer } from '../support/http.ts';

let count = 0;

/** Somebody with an account, who uses a client of the dialect `assistant`. */
export class AssistantPerson {
  readonly url: string;
  readonly username: string;
  readonly token: string;

  private constructor(url: string, username: string, token: string) {
    this.url = url;
    this.username = username;
    this.token = token;
  }

  static async register(url: string, name: string): Promise<AssistantPerson> {
    count += 1;
    const username = `${name}${count}`;
    const account = { username, email: `${username}@example.com`, password: 'a long enough password' };
    await call(url, 'POST', '/api/auth/register', { body: account });
    const { body } = await call(url, 'POST', '/api/auth/login', { body: account });
    return new AssistantPerson(url, username, body.access_token as string);
  }

  calls(method: string, path: string, body?: unknown): Promise<HttpAnswer> {
    return call(this.url, method, path, { token: this.token, body });
  }

  /** The id of a new chat. */
  async creates(title = 'New Chat'): Promise<string> {
    return (await this.calls('POST', '/api/chat/create', { title })).body.id as string;
  }

  /** What the assistant answers in a chat. */
  async asks(chat: string, text: string): Promise<string> {
    return (await this.calls('POST', `/api/messages/${chat}/send`, { text, image_url: null })).body.ai_response
      .text as string;
  }
}
