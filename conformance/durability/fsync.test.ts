import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type Actor, registerActors } from '../support/actor.ts';
import { type EarlyAck, findEarlyAcks } from '../support/check-durability.ts';
import { type ServerProcess, startServerProcess } from '../support/server-process.ts';
import { openSocketListener } from '../support/socket-listener.ts';
import { canTrace, isTraceComplete, readTrace, toStraceCommand } from '../support/strace.ts';
import { waitUntil } from '../support/wait-until.ts';

const CALLS = ['fdatasync', 'fsync', 'write', 'writev', 'pwrite64', 'pwritev', 'sendto', 'sendmsg'];
const ALONE = 20;
const TOGETHER = 60;

// Without strace nothing can be seen; in CI that is a fault, as a test that did not run proves nothing.
if (!canTrace() && process.env.CI) throw new Error('this test needs strace, and in CI no test may be skipped');

describe.skipIf(!canTrace())('each acknowledgement leaves after the sync that covers it', () => {
  let server: ServerProcess | undefined;
  let folder: string | undefined;

  afterEach(async () => {
    await server?.dispose();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  /** Runs a traced server, sends one by one and all at once by REST and by socket, and judges the trace. */
  async function traceSends(env: Record<string, string>): Promise<{ sent: string[]; early: EarlyAck[] }> {
    folder = await mkdtemp(join(tmpdir(), 'parlance-trace-'));
    const file = join(folder, 'trace');
    server = await startServerProcess({ env, wrapper: toStraceCommand(file, CALLS), within: 30_000 });
    const [romeo, juliet] = await registerActors(server.url, 'romeo', 'juliet');
    const sent = await sendAll(romeo, juliet);
    const { dataFolder, pid } = server;
    await server.terminate();
    await waitUntil('strace to have written everything', () => isTraceComplete(file, pid));
    const isLog = (descriptor: string) => descriptor.includes(dataFolder) && descriptor.includes('-wal>');
    const isSocket = (descriptor: string) => /<(TCP|TCPv6|socket):/.test(descriptor);
    return { sent, early: findEarlyAcks(readTrace(file), sent, isLog, isSocket) };
  }

  async function sendAll(romeo: Actor, juliet: Actor): Promise<string[]> {
    const conversation = await romeo.opensDirect(juliet);
    const sent: string[] = [];
    const next = () => {
      const id = randomUUID();
      sent.push(id);
      return id;
    };
    for (let index = 0; index < ALONE; index += 1) await romeo.sends(conversation, 'alone', next());
    const socket = await openSocketListener(romeo.url, romeo.token, { within: 20_000 });
    const sendBySocket = (client_id: string) =>
      socket.calls('messages.send', {
        conversation_id: conversation,
        client_id,
        content: { type: 'text', text: 'together' },
      });
    await Promise.all(
      Array.from({ length: TOGETHER }, (_none, index) =>
        index % 2 === 0 ? juliet.sends(conversation, 'together', next()) : sendBySocket(next()),
      ),
    );
    await socket.close();
    return sent;
  }

  test('at the default setting, for sends that come alone and for sends that share a commit', async () => {
    const { sent, early } = await traceSends({});
    expect(sent).toHaveLength(ALONE + TOGETHER);
    expect(early).toEqual([]);
  }, 60_000);

  test('and the trace would show it if it were not so: DURABILITY=relaxed acknowledges unsynced sends', async () => {
    const { early } = await traceSends({ DURABILITY: 'relaxed' });
    expect(early.length).toBeGreaterThan(ALONE / 2);
  }, 60_000);
});
