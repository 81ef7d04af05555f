import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Actor, registerActors } from '../support/actor.ts';
import { countKernelBytes, readMemory } from '../support/queued-bytes.ts';
import { readMissed } from '../support/read-missed.ts';
import { type ServerProcess, startServerProcess } from '../support/server-process.ts';
import { openSleeper, type Sleeper, sleeperKinds } from '../support/sleepers.ts';
import { openSocketListener, type SocketListener } from '../support/socket-listener.ts';
import { waitUntil } from '../support/wait-until.ts';

const MEBIBYTE = 1024 * 1024;
/** The most that the server may hold for one reader, and what may be under way when it notices: one event and the bye. */
const BUDGET = MEBIBYTE + 64 * 1024;
const TEXT = 'x'.repeat(19_000);
/** Enough for the kernel's buffers of one connection (about 2.6 MB on loopback) and the server's budget, and then some. */
const MESSAGES = 320;
const MANY = 200;

let server: ServerProcess;
let speaker: Actor;
let socket: SocketListener;

beforeAll(async () => {
  server = await startServerProcess();
  [speaker] = await registerActors(server.url, 'speaker');
  socket = await openSocketListener(server.url, speaker.token, { within: 30_000 });
});

afterAll(async () => {
  await socket?.close();
  await server?.dispose();
});

/** Sends far more than anybody's budget and answers with the ids, once a reader who is awake has heard the last. */
async function speaks(conversation: string, listener: Actor): Promise<string[]> {
  const log = await listener.listens();
  const ids: string[] = [];
  for (let index = 0; index < MESSAGES; index += 20) {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        socket.calls('messages.send', {
          conversation_id: conversation,
          client_id: randomUUID(),
          content: { type: 'text', text: TEXT },
        }),
      ),
    );
    ids.push(...answers.map((answer) => answer.message.id));
  }
  await log.hears('message.sent', (event) => event.data.message.id === ids.at(-1), { within: 30_000 });
  await listener.leavesTheStage();
  return ids;
}

test.each(sleeperKinds)(
  'a reader by %s that stops reading is cut with a reason within its budget, and resumes completely',
  async (kind) => {
    const [reader, listener] = await registerActors(server.url, 'reader', 'listener');
    const conversation = await speaker.createsGroup(`too fast for ${kind}`, [reader, listener]);
    const { token } = await reader.calls('sync.page', {});
    const sleeper = await openSleeper(reader, server.port, kind);
    sleeper.fallAsleep();
    const ids = await speaks(conversation, listener);
    const asleep = sleeper.measure();
    const inKernel = asleep === null ? 0 : countKernelBytes(server.port, asleep.port);
    const heard = await sleeper.wake();
    expect(heard).toContain('bye');
    expect(heard).toContain('"reason":"behind"');
    const queued = heard.length - (asleep?.taken ?? 0) - inKernel;
    expect(queued, `${inKernel} bytes in the kernel, ${queued} in the server`).toBeLessThan(BUDGET);
    expect(heard.split(TEXT).length - 1).toBeLessThan(MESSAGES);
    const missed = await readMissed(reader, conversation, token);
    expect([...missed.keys()].sort()).toEqual([...ids].sort());
    expect(await resumesLive(reader, conversation, token)).toBe(true);
    sleeper.close();
  },
  60_000,
);

/** Connects again with the old token and hears the next message live. */
async function resumesLive(reader: Actor, conversation: string, since: string): Promise<boolean> {
  const log = await reader.listens('websocket', { since });
  const next = await speaker.sends(conversation, 'and the next');
  await log.hears('message.sent', (event) => event.data.message.id === next.id);
  await reader.leavesTheStage();
  return log.pages.some((page) => page.conversations.some((delta) => delta.conversation.id === conversation));
}

test(`${MANY} readers that stop reading cost less than 250 MB`, async () => {
  const actors = await registerActors(server.url, ...Array.from({ length: 10 }, (_none, index) => `sleeper-${index}`));
  const [listener] = await registerActors(server.url, 'listener');
  const conversation = await speaker.createsGroup('a long night', [listener, ...actors]);
  const sleepers: Sleeper[] = [];
  for (let index = 0; index < MANY; index += 1) {
    const actor = actors[index % actors.length] as Actor; // There are ten.
    sleepers.push(await openSleeper(actor, server.port, sleeperKinds[index % sleeperKinds.length] ?? 'sse'));
  }
  const before = readMemory(server.pid);
  for (const sleeper of sleepers) sleeper.fallAsleep();
  await speaks(conversation, listener);
  const after = readMemory(server.pid);
  // The peak counts where it is of this test; else what is held now does.
  const most = after.peak > before.peak ? after.peak : after.now;
  expect(most - before.now, `${before.now.toFixed(0)} MB before, at most ${most.toFixed(0)} MB`).toBeLessThan(250);
  for (const sleeper of sleepers) sleeper.close();
  await waitUntil('the server to be ready', async () => (await fetch(`${server.url}/ready`)).ok);
  expect(server.running).toBe(true);
}, 60_000);
