import { io, type Socket } from 'socket.io-client';

export const PASSWORD = 'wherefore art thou';

/** What a server answered: looked at by tests, trusted by nobody. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of many shapes.
export type Body = any;

export interface Answer {
  status: number;
  headers: Headers;
  body: Body;
}

/** One request, as a client of letsapp would send it. */
export async function request(
  url: string,
  method: string,
  path: string,
  token?: string,
  body?: unknown,
): Promise<Answer> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const init: RequestInit = { method, headers };
  if (body instanceof FormData) init.body = body;
  else if (body !== undefined) {
    headers['content-type'] = 'application/json';
    init.body = typeof body === 'string' ? body : JSON.stringify(body);
  }
  const response = await fetch(url + path, init);
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

interface Heard {
  event: string;
  payload: Body;
}

/** Somebody with an account, a token, and as many sockets as they open. */
export class Person {
  readonly url: string;
  readonly name: string;
  readonly id: string;
  readonly token: string;
  readonly refreshToken: string;
  readonly #sockets: Line[] = [];

  private constructor(url: string, name: string, body: Body) {
    this.url = url;
    this.name = name;
    this.id = body.user.id;
    this.token = body.access_token;
    this.refreshToken = body.refresh_token;
  }

  static async register(url: string, name: string): Promise<Person> {
    const account = { username: name, email: `${name}@verona.example`, password: PASSWORD, full_name: `The ${name}` };
    const { status, body } = await request(url, 'POST', '/auth/register', undefined, account);
    if (status !== 201) throw new Error(`${name} could not register: ${status} ${JSON.stringify(body)}`);
    return new Person(url, name, body);
  }

  calls(method: string, path: string, body?: unknown): Promise<Answer> {
    return request(this.url, method, path, this.token, body);
  }

  /** Connects by the documented `?token=`. */
  async connects(): Promise<Line> {
    const line = await Line.open(this.url, { query: { token: this.token } });
    this.#sockets.push(line);
    return line;
  }

  leaves(): void {
    for (const line of this.#sockets) line.close();
  }
}

/** A socket that remembers what it heard. */
export class Line {
  readonly socket: Socket;
  readonly heard: Heard[] = [];
  readonly #waiting = new Set<() => void>();

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.onAny((event: string, payload: unknown) => {
      this.heard.push({ event, payload });
      for (const look of [...this.#waiting]) look();
    });
  }

  static open(url: string, options: object = {}): Promise<Line> {
    const socket = io(url, { forceNew: true, transports: ['websocket'], reconnection: false, ...options });
    const line = new Line(socket);
    return new Promise((resolve, reject) => {
      socket.once('connect', () => resolve(line));
      socket.once('connect_error', (fault) => {
        socket.close();
        reject(fault);
      });
    });
  }

  /** Says something and waits for the acknowledgement. */
  async says(event: string, ...payload: unknown[]): Promise<Body> {
    return this.socket.timeout(10_000).emitWithAck(event, ...payload);
  }

  /** The first matching event that was heard, now or within ten seconds. */
  hears(event: string, matches: (payload: Body) => boolean = () => true): Promise<Body> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(look);
        const names = this.heard.map((one) => one.event).join(', ');
        reject(new Error(`“${event}” was not heard; what was: ${names || 'nothing'}`));
      }, 10_000);
      const look = (): void => {
        const found = this.heard.find((one) => one.event === event && matches(one.payload));
        if (found === undefined) return;
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve(found.payload);
      };
      this.#waiting.add(look);
      look();
    });
  }

  count(event: string): number {
    return this.heard.filter((one) => one.event === event).length;
  }

  close(): void {
    this.socket.close();
  }
}

/** The smallest whole PNG. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

export function form(bytes: Buffer, name: string, type: string, field = 'file'): FormData {
  const data = new FormData();
  data.append(field, new Blob([new Uint8Array(bytes)], { type }), name);
  return data;
}
