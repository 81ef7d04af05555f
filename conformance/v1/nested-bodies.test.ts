import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../packages/server/test/support/server.ts';
import { type Actor, registerActors } from '../support/actor.ts';
import { openAgent, sendRaw } from '../support/raw-http.ts';

/** More than a function that calls itself for each level gets through, in less than the most bytes of a body. */
const LEVELS = 60_000;

let server: TestServer;
let juliet: Actor;

beforeAll(async () => {
  server = await startTestServer();
  [juliet] = await registerActors(server.url, 'juliet');
});
afterAll(() => server?.stop());

test.each([
  ['with an Idempotency-Key', { 'idempotency-key': 'nested-without-end' }],
  ['without', {}],
])('a body that is nested without end is the client’s fault, %s', async (_how, headers) => {
  const agent = openAgent();
  const request = {
    method: 'POST',
    path: '/v1/conversations',
    headers: { authorization: `Bearer ${juliet.token}`, 'content-type': 'application/json', ...headers },
    body: `{"kind":${'['.repeat(LEVELS)}${']'.repeat(LEVELS)}}`,
  } as const;
  const answer = await sendRaw(server.url, request, agent);
  expect(answer.status, answer.text).toBe(400);
  agent.destroy();
});
