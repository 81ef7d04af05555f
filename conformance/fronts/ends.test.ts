import { afterEach, expect, test } from 'vitest';
import { registerActor } from '../support/actor.ts';
import type { Player } from '../support/company.ts';
import { assembleCrowd, judgeCrowd } from '../support/crowd.ts';
import { childrenOf, isReplaced, readMetric } from '../support/processes.ts';
import { type ServerProcess, startServerProcess } from '../support/server-process.ts';
import { waitUntil } from '../support/wait-until.ts';

const FRONTS = 2;
const PLAYERS = 8;

let server: ServerProcess | undefined;
const players: Player[] = [];

afterEach(async () => {
  await Promise.all(players.splice(0).map((player) => player.leave()));
  await server?.dispose();
});

async function start(): Promise<ServerProcess> {
  server = await startServerProcess({ env: { WORKERS: String(FRONTS + 1) } });
  const { url } = server;
  await waitUntil('both fronts', async () => (await readMetric(url, 'parlance_fronts')) === FRONTS);
  return server;
}

test('fronts and the owner that are killed, and fronts replaced in turn, lose and double nothing', async () => {
  const running = await start();
  const witness = await registerActor(running.url, 'witness');
  const conversation = await assembleCrowd(players, PLAYERS, running.url, witness);

  await during(conversation, async () => {
    const [front = 0] = childrenOf(running.pid, ' front ');
    process.kill(front, 'SIGKILL');
    await waitUntil('another front', () => isReplacedOne(running.pid, ' front ', front, FRONTS), { within: 20_000 });
  });
  await during(conversation, async () => {
    const [owner = 0] = childrenOf(running.pid, ' owner ');
    process.kill(owner, 'SIGKILL');
    await waitUntil('another owner', () => isReplacedOne(running.pid, ' owner ', owner, 1), { within: 20_000 });
    await waitUntil('it to serve', async () => (await fetch(`${running.url}/ready`)).ok, { within: 20_000 });
  });
  await during(conversation, async () => {
    const before = childrenOf(running.pid, ' front ');
    process.kill(running.pid, 'SIGHUP');
    const areNew = () => isReplaced(running.pid, before, FRONTS, ' front ');
    await waitUntil('all fronts to be replaced', areNew, { within: 40_000 });
  });
  await judgeCrowd(players, witness, conversation);
  expect(await running.terminate()).toBe(0);
}, 120_000);

function isReplacedOne(pid: number, word: string, former: number, count: number): boolean {
  const now = childrenOf(pid, word);
  return now.length === count && !now.includes(former);
}

/** Everybody speaks before, during and after what happens. */
async function during(conversation: string, happens: () => Promise<void>): Promise<void> {
  let over = false;
  const happening = happens().finally(() => {
    over = true;
  });
  for (let line = 0; line < 3 || !over; line += 1) {
    for (const player of players) player.says(conversation, `${player.name}, ${player.sends.length}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  await happening;
}

test('a server that stops tells everybody when to come back, and a front that stops tells its own', async () => {
  const running = await start();
  const [romeo, juliet] = [await registerActor(running.url, 'romeo'), await registerActor(running.url, 'juliet')];
  const kinds = ['websocket', 'websocket', 'websocket', 'sse', 'sse'] as const;
  const logs = await Promise.all(kinds.map((kind) => romeo.listens(kind)));
  const saysBye = (log: (typeof logs)[number]) => log.frames.some(({ name }) => name === 'bye');
  const [front = 0] = childrenOf(running.pid, ' front ');
  process.kill(front, 'SIGTERM');
  await waitUntil('a goodbye', () => logs.some(saysBye));
  await waitUntil('another front', () => isReplacedOne(running.pid, ' front ', front, FRONTS), { within: 20_000 });
  expect(logs.every(saysBye)).toBe(false);
  const later = await Promise.all([...kinds, 'polling' as const].map((kind) => juliet.listens(kind)));
  const stopped = running.terminate();
  await waitUntil('all goodbyes', () => [...logs, ...later].every(saysBye));
  for (const log of later) {
    const bye = log.frames.find(({ name }) => name === 'bye');
    expect(bye?.data).toMatchObject({ reason: 'draining', retry_after_ms: expect.any(Number) });
  }
  expect(await stopped).toBe(0);
  await Promise.all([romeo.leavesTheStage(), juliet.leavesTheStage()]);
}, 60_000);
