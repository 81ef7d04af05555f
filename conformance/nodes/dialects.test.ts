import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeWith } from '../../packages/server/test/support/services.ts';
import { openStream } from '../relay/client.ts';
import { RoomsClient } from '../rooms/client.ts';
import { Actor, registerActor, registerActors } from '../support/actor.ts';
import { Nodes } from '../support/nodes.ts';
import { waitUntil } from '../support/wait-until.ts';

/** What a node keeps in memory and the other must know: told by Redis where there is one, else by PostgreSQL. */
for (const bus of ['redis', 'postgres'] as const) {
  describeWith(bus, `what nodes keep in memory, shared by ${bus}`, () =>
    describeWith('postgres', 'on PostgreSQL', () => play(bus)),
  );
}

function play(bus: 'redis' | 'postgres'): void {
  let nodes: Nodes;
  let here = '';
  let there = '';
  const clients: RoomsClient[] = [];

  beforeAll(async () => {
    const env = { RATE_LIMITS: 'on', RATE_LIMIT_MESSAGES: '6', RATE_LIMIT_WINDOW: '60' };
    nodes = await Nodes.start({ count: 2, bus, env });
    here = nodes.at(0).url;
    there = nodes.at(1).url;
    const know = async () => (await (await fetch(`${here}/metrics`)).text()).includes('parlance_nodes 2');
    await waitUntil('the nodes to know each other', know);
  }, 60_000);

  afterAll(async () => {
    for (const client of clients) client.close();
    await nodes?.dispose();
  });

  async function joins(url: string, name: string, room = 'general'): Promise<RoomsClient> {
    const client = await RoomsClient.joins(url, name, room);
    clients.push(client);
    return client;
  }

  test('rooms: who comes and goes on one node is told and counted on the other, once', async () => {
    const cleo = await joins(here, 'cleo');
    const dan = await joins(there, 'dan');
    await cleo.hears('user_joined', (payload) => payload.username === 'dan');
    await cleo.hears('online_users', (payload) => payload.count === 2);
    dan.emit('send_message', { room_id: 'general', message: 'across' });
    await cleo.hears('receive_message', (payload) => JSON.stringify(payload).includes('across'));
    dan.emit('typing', { room_id: 'general', is_typing: true });
    await cleo.hears('user_typing', (payload) => payload.username === 'dan');
    dan.close();
    await cleo.hears('user_left', (payload) => payload.username === 'dan');
    await waitUntil('the count to fall', () => cleo.all('online_users').at(-1)?.count === 1);
    expect(cleo.all('user_joined').filter((payload) => payload.username === 'dan')).toHaveLength(1);
    expect(cleo.all('user_left').filter((payload) => payload.username === 'dan')).toHaveLength(1);
  });

  test('rooms: the limit of messages holds over both nodes', async () => {
    const one = await joins(here, 'eager', 'tech');
    const other = await joins(there, 'eager', 'tech');
    const answers: unknown[] = [];
    for (let index = 0; index < 10; index += 1) {
      const speaker = index % 2 === 0 ? one : other;
      answers.push(await speaker.asks('send_message', { room_id: 'tech', message: `line ${index}` }));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const refused = answers.filter((answer) => JSON.stringify(answer).includes('Rate limit exceeded'));
    // One or two may slip through while the word is on its way.
    expect(refused.length).toBeGreaterThanOrEqual(2);
  });

  test('relay: what is published on one node is heard by streams of the other, and kept for those who return', async () => {
    const stream = await openStream(there);
    const published = await fetch(`${here}/api/events/publish`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ event_type: 'alarm', data: { level: 3 } }),
    });
    expect(published.status).toBeLessThan(300);
    const heard = await stream.hears('alarm');
    expect(heard.data).toEqual({ level: 3 });
    stream.close();
    const [seq, number] = heard.id.split('-').map(Number);
    const again = await openStream(there, { 'Last-Event-ID': `${seq}-${(number ?? 1) - 1}` });
    expect((await again.hears('alarm')).id).toBe(heard.id);
    again.close();
  });

  describe('v1', () => {
    test('calls that are paid on one node count on the other', async () => {
      const anna = await registerActor(here, 'anna');
      // Ten searches are a full bucket; half of them here, the rest is left there.
      for (let index = 0; index < 6; index += 1) await anna.calls('users.search', { query: 'ann' });
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      const elsewhere = new Actor('anna', there, anna.credentials);
      const answers: number[] = [];
      for (let index = 0; index < 9; index += 1)
        answers.push((await elsewhere.tries('search.messages', { query: 'x' })).status);
      expect(answers.slice(0, 2)).toEqual([200, 200]);
      expect(answers.at(-1)).toBe(429);
    });

    test('a presence subscription made on one node serves the connection on the other', async () => {
      const [romeo, juliet] = await registerActors(here, 'romeo', 'juliet');
      await romeo.opensDirect(juliet);
      const log = await new Actor('romeo', there, romeo.credentials).listens('sse');
      await romeo.calls('presence.subscribe', { user_ids: [juliet.id] });
      await juliet.listens();
      await log.hears('presence.changed', (event) => event.data.user_id === juliet.id && event.data.online);
      await juliet.leavesTheStage();
      await romeo.leavesTheStage();
    });

    test('a ticket for an event stream that was used on one node opens none on the other', async () => {
      const anna = await registerActor(here, 'anna');
      const { ticket } = await anna.calls('events.ticket', {});
      const open = async (url: string): Promise<number> => {
        const abort = new AbortController();
        const { status } = await fetch(`${url}/v1/events?ticket=${encodeURIComponent(ticket)}`, {
          signal: abort.signal,
        });
        abort.abort();
        return status;
      };
      expect(await open(here)).toBe(200);
      await waitUntil('the ticket to be known as used', async () => (await open(there)) === 401, { every: 50 });
    });
  });
}
