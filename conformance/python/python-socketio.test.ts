import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../packages/server/test/support/server.ts';
import { describeWith, pythonSocketio } from '../../packages/server/test/support/services.ts';

const SCRIPT = fileURLToPath(new URL('play.py', import.meta.url));
const run = promisify(execFile);

describeWith('python-socketio', 'python-socketio, a client that nobody wrote for this server', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.stop());

  test.each(['rooms', 'relay', 'letsapp', 'direct'])(
    'plays the part of a %s client',
    async (scene) => {
      const { stdout } = await run(pythonSocketio() ?? '', [SCRIPT, server.url, scene], { timeout: 60_000 });
      expect(JSON.parse(stdout)).toEqual({ scene, held: true });
    },
    70_000,
  );
});
