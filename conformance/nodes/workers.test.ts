import { afterEach, expect, test } from 'vitest';
import { describeWith } from '../../packages/server/test/support/services.ts';
import { registerActor, registerActors } from '../support/actor.ts';
import type { Player } from '../support/company.ts';
import { assembleCrowd, judgeCrowd } from '../support/crowd.ts';
import { childrenOf, isReplaced, readMetric } from '../support/processes.ts';
import { type ServerProcess, startServerProcess } from '../support/server-process.ts';
import { createPostgres, type Database } from '../support/storages.ts';
import { waitUntil } from '../support/wait-until.ts';

const WORKERS = 3;

describeWith('postgres', 'several processes behind one port', () => {
  let database: Database | undefined;
  let server: ServerProcess | undefined;
  const players: Player[] = [];

  afterEach(async () => {
    await Promise.all(players.splice(0).map((player) => player.leave()));
    await server?.dispose();
    await database?.drop();
  });

  async function start(): Promise<ServerProcess> {
    database = await createPostgres();
    server = await startServerProcess({ env: { ...database.env, WORKERS: String(WORKERS) }, within: 40_000 });
    const { url } = server;
    const areThere = async () => (await readMetric(url, 'parlance_nodes')) === WORKERS;
    await waitUntil('all processes to be there', areThere, { within: 40_000, every: 100 });
    return server;
  }

  test('clients of every transport meet, wherever their connections arrive', async () => {
    const { url } = await start();
    const [romeo, juliet] = await registerActors(url, 'romeo', 'juliet');
    const conversation = await romeo.opensDirect(juliet);
    for (let round = 0; round < 4; round += 1) {
      // Each listens on a connection of its own; polling makes a new one for each request.
      const logs = [await juliet.listens('polling'), await juliet.listens('websocket'), await juliet.listens('sse')];
      await romeo.sends(conversation, `round ${round}`);
      for (const log of logs)
        await log.hears('message.sent', (event) => event.data.message.content?.text === `round ${round}`);
      await juliet.leavesTheStage();
    }
  }, 60_000);

  test('one answer of /metrics holds all processes', async () => {
    const { url } = await start();
    const people = await Promise.all(Array.from({ length: 9 }, (_, index) => registerActor(url, `person-${index}`)));
    for (const person of people) await person.listens();
    // Wherever the question arrives.
    for (let times = 0; times < 4; times += 1) {
      await waitUntil(
        'all connections to be counted',
        async () => (await readMetric(url, 'parlance_connections')) === people.length,
      );
      expect(await readMetric(url, 'parlance_nodes')).toBe(WORKERS);
    }
    await Promise.all(people.map((person) => person.leavesTheStage()));
  }, 60_000);

  test('an unknown session is answered as by one process', async () => {
    const { url } = await start();
    for (const sid of ['99~none', '1~none', 'none']) {
      const response = await fetch(`${url}/socket.io/?EIO=4&transport=polling&sid=${sid}`);
      expect(response.status).toBe(400);
      expect(await response.json()).toEqual({ code: 1, message: 'Session ID unknown' });
    }
  }, 60_000);

  test('processes that are killed, and all replaced in turn, lose and double nothing', async () => {
    const running = await start();
    const witness = await registerActor(running.url, 'witness');
    const conversation = await assembleCrowd(players, 8, running.url, witness);
    const speaking = speak(conversation, 30);
    const [first] = childrenOf(running.pid);
    process.kill(first ?? 0, 'SIGKILL');
    await waitUntil('another to take its place', () => isReplaced(running.pid, [first ?? 0], WORKERS), {
      within: 40_000,
    });
    const before = childrenOf(running.pid);
    process.kill(running.pid, 'SIGHUP');
    await waitUntil('all to be replaced', () => isReplaced(running.pid, before, WORKERS), { within: 60_000 });
    await speaking;
    await judgeCrowd(players, witness, conversation);
    expect(await running.terminate()).toBe(0);
  }, 180_000);

  async function speak(conversation: string, lines: number): Promise<void> {
    for (let line = 1; line <= lines; line += 1) {
      for (const player of players) player.says(conversation, `${player.name}, line ${line}`);
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
});
