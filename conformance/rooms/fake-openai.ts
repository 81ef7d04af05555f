import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Payload } from './client.ts';

/** A local service with the wire format of OpenAI’s chat completions and moderations. */
export interface FakeOpenAi {
  url: string;
  /** What it was asked, in order. */
  asked: { path: string; authorization: string; body: Payload }[];
  /** Called before each answer; what it returns is waited for. */
  beforeAnswer: (path: string, body: Payload) => Promise<void> | void;
  /** While set, every answer has this status. */
  failWith: number | undefined;
  close(): Promise<void>;
}

export async function startFakeOpenAi(): Promise<FakeOpenAi> {
  const asked: FakeOpenAi['asked'] = [];
  const server: Server = createServer((request, response) => {
    void answer(request).then(({ status, body }) => {
      response.writeHead(status, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(body));
    });
  });
  const fake: FakeOpenAi = {
    url: '',
    asked,
    beforeAnswer: () => undefined,
    failWith: undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  async function answer(request: IncomingMessage): Promise<{ status: number; body: unknown }> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = JSON.parse(Buffer.concat(parts).toString()) as Payload;
    const path = request.url ?? '';
    asked.push({ path, authorization: request.headers.authorization ?? '', body });
    await fake.beforeAnswer(path, body);
    if (fake.failWith !== undefined) return { status: fake.failWith, body: { error: { message: 'no' } } };
    if (path.endsWith('/moderations')) {
      const score = String(body.input).includes('subtly nasty') ? 0.91 : 0.01;
      return { status: 200, body: { results: [{ flagged: score > 0.5, category_scores: { harassment: score } }] } };
    }
    const target = /into the language with the tag “([^”]+)”/.exec(body.messages[0].content)?.[1];
    const content = JSON.stringify({ translation: `[${target}] ${body.messages[1].content}`, source: 'en' });
    return { status: 200, body: { choices: [{ message: { role: 'assistant', content } }] } };
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  fake.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  return fake;
}
