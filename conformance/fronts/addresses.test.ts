import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openAgent, sendRaw } from '../support/raw-http.ts';
import { type ServerProcess, startServerProcess } from '../support/server-process.ts';

/** More wrong passwords than one address may try without a pause. */
const TRIES = 30;

describe('whoever guesses passwords through a front', () => {
  let server: ServerProcess;

  beforeEach(async () => {
    server = await startServerProcess({ env: { WORKERS: '3', RATE_LIMITS: 'on' }, within: 40_000 });
  });
  afterEach(() => server.dispose());

  /** The statuses of the answers; `toQuery` and `toHeaders` say what the client adds to each request. */
  async function guess(toQuery: (index: number) => string, toHeaders: (index: number) => Record<string, string>) {
    const agent = openAgent();
    const statuses: number[] = [];
    for (let index = 0; index < TRIES; index += 1) {
      const request = {
        method: 'POST',
        path: `/auth/login${toQuery(index)}`,
        headers: { 'content-type': 'application/json', ...toHeaders(index) },
        body: JSON.stringify({ username: `nobody-${index}`, password: 'wrong horse battery' }),
      } as const;
      statuses.push((await sendRaw(server.url, request, agent)).status);
    }
    agent.destroy();
    return statuses;
  }

  test.each([
    ['the owner', 'owner'],
    ['a front', '2'],
    ['another front', '3'],
  ])(
    'is held back when naming a session of %s and another address each time',
    async (_whose, id) => {
      const statuses = await guess(
        () => `?sid=${id}~x`,
        (index) => ({ 'x-parlance-front': `9 10.0.0.${index}` }),
      );
      expect(statuses).toContain(429);
    },
    60_000,
  );

  test.each([
    '/socket.io/?EIO=4&transport=polling&x=?sid=owner~x',
    '/socket.io/?EIO=4&transport=polling#&sid=owner~x',
    '/ws/chat/?EIO=4&transport=polling&x=?sid=owner~x',
  ])(
    'opens a session nowhere else by %s',
    async (path) => {
      const agent = openAgent();
      const opened = await sendRaw(
        server.url,
        { method: 'GET', path, headers: { 'x-parlance-front': '9 10.0.0.1' } },
        agent,
      );
      const session = /"sid":"(\d+)~/.exec(opened.text);
      // A session of the owner’s own would begin otherwise.
      expect(session, opened.text).not.toBeNull();
      agent.destroy();
    },
    60_000,
  );
});
