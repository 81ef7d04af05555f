import { afterEach, expect, test } from 'vitest';
import { describeWith } from '../../packages/server/test/support/services.ts';
import { type Actor, registerActor } from '../support/actor.ts';
import { checkHistory } from '../support/checker.ts';
import { clientKinds, Player, toHistory } from '../support/company.ts';
import { Follower } from '../support/follower.ts';
import { transports } from '../support/listener.ts';
import { Nodes, type NodesOptions } from '../support/nodes.ts';
import { readStored } from '../support/stored-state.ts';
import { waitUntil } from '../support/wait-until.ts';

const PLAYERS = Number(process.env.NODES_PLAYERS ?? 12);
const LINES = Number(process.env.NODES_LINES ?? 40);
/** Between two lines of one player, in milliseconds, so that the load lasts as long as what happens to the nodes. */
const PAUSE = 250;

/** What is done to the nodes while everybody speaks. */
type Trouble = (nodes: Nodes, players: readonly Player[]) => Promise<void>;

const rolling: Trouble = async (nodes) => {
  for (const node of nodes.all) {
    expect(await node.terminate()).toBe(0);
    await node.start();
  }
};

const killing: Trouble = async (nodes) => {
  for (const node of nodes.all) {
    await node.kill();
    await node.start();
  }
};

/** Word of the bus, as a node sees it. */
async function readBus(node: { url: string }): Promise<unknown> {
  const answer = (await (await fetch(`${node.url}/ready`)).json()) as { status: string; bus?: string };
  return answer.status === 'ready' ? answer.bus : answer.status;
}

const withoutRedis: Trouble = async ({ all, redis }) => {
  for (let times = 0; times < 2; times += 1) {
    await redis?.shut();
    for (const node of all) await waitUntil('a node to miss Redis', async () => (await readBus(node)) === 'away');
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    await redis?.open();
    for (const node of all) await waitUntil('Redis to be back', async () => (await readBus(node)) === 'connected');
  }
};

/** Longer than PostgreSQL lets a transaction wait for its process, which may have held the lock on the group. */
const FREED_AFTER = 7_000;

const pausing: Trouble = async (nodes, players) => {
  const node = nodes.at(1);
  process.kill(node.pid, 'SIGSTOP');
  try {
    await new Promise((resolve) => setTimeout(resolve, FREED_AFTER));
    const answered = () => players.reduce((sum, player) => sum + player.answered, 0);
    const before = answered();
    await waitUntil('the others to go on', () => answered() > before);
    await new Promise((resolve) => setTimeout(resolve, 10_000 - FREED_AFTER));
  } finally {
    process.kill(node.pid, 'SIGCONT');
  }
};

describeWith('postgres', 'several nodes under load', () => {
  let nodes: Nodes | undefined;
  const players: Player[] = [];
  const followers: Follower[] = [];

  afterEach(async () => {
    await Promise.all([
      ...players.splice(0).map((player) => player.leave()),
      ...followers.splice(0).map((one) => one.stop()),
    ]);
    await nodes?.dispose();
    nodes = undefined;
  });

  describeWith('redis', 'on Redis', () => {
    test('three nodes restarted in turn', () => play({ count: 3, bus: 'redis' }, rolling), 180_000);
    test('two nodes killed in turn', () => play({ count: 2, bus: 'redis' }, killing), 180_000);
    test('Redis away, and back', () => play({ count: 2, bus: 'redis' }, withoutRedis), 180_000);
    test('one node paused for ten seconds', () => play({ count: 2, bus: 'redis' }, pausing), 180_000);
  });

  test('two nodes restarted in turn, without Redis', () => play({ count: 2, bus: 'postgres' }, rolling), 180_000);
  test('one node paused, without Redis', () => play({ count: 2, bus: 'postgres' }, pausing), 180_000);

  /** Everybody speaks in one group, spread over the nodes and all transports; nothing may be lost, doubled or disordered. */
  async function play(options: NodesOptions, trouble: Trouble): Promise<void> {
    nodes = await Nodes.start(options);
    const witness = await registerActor(await nodes.front(0), 'witness');
    for (let index = 0; index < PLAYERS; index += 1) {
      const kind = clientKinds[index % clientKinds.length] ?? 'sse';
      // By fours, so that each transport is on each node.
      const front = await nodes.front(Math.floor(index / clientKinds.length));
      players.push(new Player(`player-${index}`, front, kind));
    }
    await Promise.all(players.map((player) => player.enter()));
    for (const transport of transports) followers.push(new Follower(`follower by ${transport}`, witness, transport));
    await Promise.all(followers.map((follower) => follower.start()));
    const user_ids = players.map((player) => player.id);
    const { conversation } = await witness.calls('conversations.create', { kind: 'group', name: 'all', user_ids });
    for (const player of players) player.open(conversation.id);
    const speaking = speak(conversation.id);
    await trouble(nodes, players);
    await speaking;
    await waitUntil('every message to be answered', () => players.every((player) => player.unanswered === 0), {
      within: 60_000,
    }).catch(() => {
      const waiting = players.filter((player) => player.unanswered > 0).map((player) => player.describeWaiting());
      throw new Error(`not all messages were answered:\n${waiting.join('\n')}`);
    });
    await judge(witness, conversation.id);
  }

  async function speak(conversation: string): Promise<void> {
    for (let line = 1; line <= LINES; line += 1) {
      for (const player of players) player.says(conversation, `${player.name}, line ${line}`);
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }

  async function judge(witness: Actor, conversation: string): Promise<void> {
    let truth = await readStored(witness, conversation);
    const behind = () =>
      [
        ...players.map((player) => ({ name: player.name, at: player.cache.positionIn(conversation) })),
        ...followers.map((follower) => ({ name: follower.name, at: follower.positionIn(conversation) })),
      ].filter(({ at }) => at < truth.last_pos);
    // Receipts move positions until the last reader has confirmed.
    const isComplete = async () => {
      truth = await readStored(witness, conversation);
      return behind().length === 0;
    };
    await waitUntil('complete copies', isComplete, { within: 40_000, every: 200 }).catch(() => undefined);
    expect(behind(), `it ends at ${truth.last_pos}`).toEqual([]);
    const history = toHistory(players, [truth]);
    history.readers.push(...followers.map((follower) => follower.toReader(conversation, 1)));
    expect(checkHistory(history)).toEqual([]);
    expect(truth.messages).toHaveLength(PLAYERS * LINES);
  }
});
