import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWith } from '../../packages/server/test/support/services.ts';
import { Actor, registerActor, registerActors } from '../support/actor.ts';
import type { FrameLog } from '../support/frame-log.ts';
import { transports } from '../support/listener.ts';
import { Nodes } from '../support/nodes.ts';
import { waitUntil } from '../support/wait-until.ts';

/** The same person, asking another node. */
function on(person: Actor, url: string): Actor {
  return new Actor(person.name, url, person.credentials);
}

function hears(log: FrameLog, text: string): Promise<unknown> {
  return waitUntil(`“${text}” to be heard`, () => log.everything.includes(text));
}

for (const bus of ['redis', 'postgres'] as const) {
  describeWith('postgres', `two nodes that hear each other by ${bus}`, () => {
    describeWith(bus, 'together', () => playTogether(bus));
  });
}

function playTogether(bus: 'redis' | 'postgres'): void {
  let nodes: Nodes;
  let here = '';
  let there = '';

  beforeAll(async () => {
    nodes = await Nodes.start({ count: 2, bus });
    here = nodes.at(0).url;
    there = nodes.at(1).url;
    await waitUntil('the nodes to know each other', async () => (await readMetric(here, 'parlance_nodes')) === 2);
  }, 60_000);

  afterAll(async () => {
    await nodes?.dispose();
  });

  test('what is said on one is heard on the other, in order, by every transport', async () => {
    const [romeo, juliet] = await registerActors(here, 'romeo', 'juliet');
    const conversation = await romeo.opensDirect(juliet);
    const logs = await Promise.all(transports.map((transport) => on(juliet, there).listens(transport)));
    const lines = Array.from({ length: 20 }, (_, index) => `line ${index} of ${randomUUID()}`);
    for (const line of lines) await romeo.sends(conversation, line);
    for (const [index, log] of logs.entries()) {
      for (const line of lines) await hears(log, line);
      // Long polling hears pages, in which a message can stand twice.
      if (transports[index] === 'poll') continue;
      const positions = log.events.filter((event) => event.type === 'message.sent').map((event) => event.pos);
      expect(positions).toEqual(Array.from({ length: lines.length }, (_, place) => (positions[0] ?? 0) + place));
    }
  });

  test('both may speak at once, and everybody hears one order', async () => {
    const [romeo, juliet] = await registerActors(here, 'romeo', 'juliet');
    const conversation = await romeo.opensDirect(juliet);
    const logs = [await romeo.listens(), await on(juliet, there).listens()];
    const said = Array.from({ length: 30 }, (_, index) =>
      index % 2 === 0
        ? romeo.sends(conversation, `romeo ${index}`)
        : on(juliet, there).sends(conversation, `juliet ${index}`),
    );
    await Promise.all(said);
    for (const log of logs) {
      const positions = () => log.events.filter((event) => event.type === 'message.sent').map((event) => event.pos);
      await waitUntil('thirty messages', () => positions().length === 30);
      expect(positions()).toEqual(positions().sort((one, other) => (one ?? 0) - (other ?? 0)));
    }
  });

  test('a session that is ended on one is refused on the other, and its connections there are closed', async () => {
    const anna = await registerActor(here, 'anna');
    const phone = await anna.logsInAgain();
    const log = await on(phone, there).listens();
    await on(phone, there).calls('users.me', {});
    await phone.calls('auth.logout', {});
    await waitUntil('the connection on the other node to end', () => log.ended !== undefined);
    expect(log.everything).toContain('session_ended');
    expect((await on(phone, there).tries('users.me', {})).status).toBe(401);
    expect((await on(anna, there).tries('users.me', {})).status).toBe(200);
  });

  test('who is added on one hears on the other, and after a removal no more', async () => {
    const [owner, guest] = await registerActors(here, 'owner', 'guest');
    const log = await on(guest, there).listens();
    const group = await owner.createsGroup('a group', [guest]);
    await owner.sends(group, 'welcome to the group');
    await hears(log, 'welcome to the group');
    await owner.calls('members.remove', { conversation_id: group, user_id: guest.id });
    await log.hears('conversation.removed');
    await owner.sends(group, 'not for the guest');
    await owner.sends(await owner.opensDirect(guest), 'for the guest');
    await hears(log, 'for the guest');
    expect(log.everything).not.toContain('not for the guest');
  });

  test('typing and presence cross over', async () => {
    const [romeo, juliet] = await registerActors(here, 'romeo', 'juliet');
    const conversation = await romeo.opensDirect(juliet);
    const log = await romeo.listens();
    const subscribed = await romeo.calls('presence.subscribe', { user_ids: [juliet.id] });
    expect(subscribed.presence.map((presence) => presence.online)).toEqual([false]);
    const elsewhere = on(juliet, there);
    await elsewhere.listens();
    await log.hears('presence.changed', (event) => event.data.online);
    const seen = await romeo.calls('presence.get', { user_id: juliet.id });
    expect(seen.online).toBe(true);
    await elsewhere.calls('typing.start', { conversation_id: conversation });
    await log.hears('typing.started');
    await elsewhere.leavesTheStage();
    await log.hears('presence.changed', (event) => !event.data.online, { within: 15_000 });
    const gone = await romeo.calls('presence.get', { user_id: juliet.id });
    expect(gone.online).toBe(false);
    expect(gone.last_seen_at).not.toBeNull();
  }, 20_000);

  test('an idle long poll on the other node wakes', async () => {
    const [romeo, juliet] = await registerActors(here, 'romeo', 'juliet');
    const conversation = await romeo.opensDirect(juliet);
    const idle = on(juliet, there);
    let token = (await idle.calls('sync.page', {})).token;
    // Until everything before is settled, an answer can come at once.
    for (let quiet = false; !quiet; ) {
      const page = await idle.calls('sync.page', { since: token, timeout_ms: 300 });
      quiet = page.conversations.length === 0;
      token = page.token;
    }
    const began = performance.now();
    const waiting = idle.calls('sync.page', { since: token, timeout_ms: 20_000 });
    await romeo.sends(conversation, 'wake up');
    // On PostgreSQL a page ends before the oldest write under way, whoever’s it is; the next one brings the rest.
    let page = await waiting;
    while (!JSON.stringify(page).includes('wake up')) {
      page = await idle.calls('sync.page', { since: page.token, timeout_ms: 1_000 });
    }
    expect(performance.now() - began).toBeLessThan(15_000);
  });

  test('a request with one key, asked of both at once and again, is done once', async () => {
    const anna = await registerActor(here, 'anna');
    const key = randomUUID();
    const ask = async (url: string) => {
      const response = await fetch(`${url}/v1/conversations`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${anna.token}`, 'Content-Type': 'application/json', 'Idempotency-Key': key },
        body: JSON.stringify({ kind: 'group', name: 'only one', user_ids: [] }),
      });
      return { status: response.status, body: (await response.json()) as { conversation: { id: string } } };
    };
    const answers = await Promise.all([here, there, here, there, there].map(ask));
    answers.push(await ask(here), await ask(there));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([answers[0]?.status]));
    expect(new Set(answers.map(({ body }) => body.conversation.id)).size).toBe(1);
    expect((await anna.calls('conversations.list', {})).conversations).toHaveLength(1);
  });

  test('metrics tell how the bus does', async () => {
    const text = await (await fetch(`${here}/metrics`)).text();
    expect(text).toMatch(new RegExp(`parlance_bus_connected\\{bus="${bus}"\\} 1`));
    for (const name of ['parlance_bus_lag_seconds', 'parlance_bus_reconnects_total', 'parlance_bus_messages_total']) {
      expect(text).toContain(`# HELP ${name} `);
    }
    const ready = await fetch(`${here}/ready`);
    expect(await ready.json()).toMatchObject({ status: 'ready', bus: 'connected' });
  });
}

async function readMetric(url: string, name: string): Promise<number | undefined> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const line = new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text);
  return line === null ? undefined : Number(line[1]);
}
