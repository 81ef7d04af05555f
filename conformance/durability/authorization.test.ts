import { type OperationId, operations } from '@parlance/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Actor, registerActors } from '../support/actor.ts';
import { authorizationMatrix, type Door, extraDoors, type Role, roles } from '../support/authorization-matrix.ts';
import { inLanes } from '../support/in-lanes.ts';
import { transports } from '../support/listener.ts';
import { attempt, closeLane, type Lane, openLane, socketRoles } from '../support/permission-check.ts';
import { Refused } from '../support/rest.ts';
import { type ServerProcess, startServerProcess } from '../support/server-process.ts';
import { openSocketListener } from '../support/socket-listener.ts';
import { setStage } from '../support/stage.ts';
import { waitUntil } from '../support/wait-until.ts';

const LANES = 4;
const operationIds = Object.keys(operations) as OperationId[];
const outsideRoles: Role[] = ['anonymous', 'ended', 'stranger', 'former'];

let server: ServerProcess;
let lanes: Lane[];

beforeAll(async () => {
  server = await startServerProcess();
  lanes = await Promise.all(Array.from({ length: LANES }, () => openLane(server.url)));
});

afterAll(async () => {
  await Promise.all((lanes ?? []).map(closeLane));
  await server?.dispose();
});

test('the matrix lists every operation and every other door, and nothing else', () => {
  expect(Object.keys(authorizationMatrix).sort()).toEqual([...operationIds, ...extraDoors].sort());
});

describe('every operation answers everybody as the matrix says, and a refusal changes nothing and tells nothing', () => {
  async function runMatrix(by: 'rest' | 'socket', asking: readonly Role[]): Promise<string[]> {
    const wrong: string[] = [];
    const cells = operationIds.flatMap((operation) => asking.map((role) => ({ operation, role })));
    await inLanes(lanes, cells, async (lane, { operation, role }) => {
      const { verdict, answer, stage, changed } = await attempt(lane, role, operation, by);
      const expected = authorizationMatrix[operation][role];
      const cell = `${operation} by ${role}`;
      if (verdict !== expected) wrong.push(`${cell}: ${verdict} instead of ${expected} (${answer.slice(0, 200)})`);
      if (expected !== 'ok' && changed) wrong.push(`${cell}: was refused and changed the group`);
      const mayRead = operation === 'invites.accept' && expected === 'ok';
      if (outsideRoles.includes(role) && !mayRead && answer.includes(stage.secret)) {
        wrong.push(`${cell}: the answer tells the group’s secret`);
      }
    });
    return wrong.sort();
  }

  test('over REST', async () => {
    expect(await runMatrix('rest', roles)).toEqual([]);
  }, 90_000);

  test('over the socket', async () => {
    expect(await runMatrix('socket', socketRoles)).toEqual([]);
  }, 90_000);

  test('at the other doors: connecting and streaming', async () => {
    const [lane] = lanes as [Lane];
    const wrong: string[] = [];
    for (const role of roles) {
      for (const door of extraDoors) {
        const verdict = await knock(lane, door, role);
        const expected = authorizationMatrix[door][role];
        if (verdict !== expected) wrong.push(`${door} by ${role}: ${verdict} instead of ${expected}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

async function knock(lane: Lane, door: Door, role: Role): Promise<string> {
  const actors: Record<Role, Actor | undefined> = {
    anonymous: undefined,
    ended: lane.ended,
    'other device': lane.device,
    stranger: lane.cast.stranger,
    former: lane.cast.former,
    member: lane.cast.member,
    admin: lane.cast.admin,
  };
  const token = actors[role]?.token;
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  if (door === 'events.stream') {
    const abort = new AbortController();
    const response = await fetch(`${server.url}/v1/events`, { headers, signal: abort.signal });
    const verdict = response.ok ? 'ok' : ((await response.json()) as { code: string }).code;
    abort.abort();
    return verdict;
  }
  try {
    const socket = await openSocketListener(server.url, token ?? '');
    await socket.close();
    return 'ok';
  } catch (error) {
    if (error instanceof Refused) return error.problem.code;
    throw error;
  }
}

describe('somebody outside a group hears nothing of it', () => {
  test.each(transports)(
    'a stranger and a former member, listening by %s while everything happens',
    async (transport) => {
      const [lane] = lanes as [Lane];
      const { cast } = lane;
      const stage = await setStage(cast);
      const outsiders = [cast.stranger, cast.former];
      const logs = await Promise.all(outsiders.map((outsider) => outsider.listens(transport)));
      await performEverything(lane, stage);
      for (const [index, outsider] of outsiders.entries()) {
        const log = logs[index]!; // One log for each outsider, made above.
        const direct = await cast.owner.opensDirect(outsider);
        const mark = `mark-${crypto.randomUUID()}`;
        await cast.owner.sends(direct, mark);
        await waitUntil('the mark that ends the play', () => log.everything.includes(mark));
        expect(log.everything).not.toContain(stage.secret);
        expect(log.everything).toContain(direct);
        if (outsider === cast.stranger) expect(log.everything).not.toContain(stage.conversation);
        await outsider.leavesTheStage();
      }
    },
  );

  async function performEverything(lane: Lane, stage: Awaited<ReturnType<typeof setStage>>): Promise<void> {
    const { owner, admin, member, extra } = lane.cast;
    const at = { conversation_id: stage.conversation };
    const of = { message_id: stage.message };
    await member.sends(stage.conversation, `${stage.secret} more`);
    await member.calls('messages.edit', {
      ...of,
      base_rev: 0,
      content: { type: 'text', text: `${stage.secret} edited` },
    });
    await admin.calls('reactions.add', { ...of, emoji: '🗡️' });
    await admin.calls('pins.add', { message_id: stage.root });
    await member.calls('conversations.read', { ...at, seq: 2 });
    await member.calls('typing.start', at);
    await owner.calls('conversations.update', { ...at, name: `${stage.secret} renamed` });
    await owner.calls('members.update', { ...at, user_id: extra.id, role: 'admin' });
    await owner.calls('members.remove', { ...at, user_id: extra.id });
    await member.calls('messages.delete', of);
    await member.calls('conversations.leave', at);
  }

  test('a public room is not heard by those who have not joined it', async () => {
    const [romeo, juliet] = await registerActors(server.url, 'romeo', 'juliet');
    const room = await romeo.createsRoom(`square-${crypto.randomUUID()}`);
    const log = await juliet.listens();
    await romeo.sends(room, 'Is there anybody?');
    const direct = await romeo.opensDirect(juliet);
    await romeo.sends(direct, 'mark');
    await log.hears('message.sent', (event) => event.data.message.content?.text === 'mark');
    expect(log.everything).not.toContain(room);
    await juliet.calls('conversations.join', { conversation_id: room });
    await romeo.sends(room, 'Welcome!');
    await log.hears('message.sent', (event) => event.conversation_id === room);
    await juliet.leavesTheStage();
  });

  test('search over everything finds a stranger and a former member nothing, and a member his own', async () => {
    const [lane] = lanes as [Lane];
    const stage = await setStage(lane.cast);
    const find = async (actor: Actor) => (await actor.calls('search.messages', { query: stage.secret })).hits.length;
    expect(await find(lane.cast.member)).toBeGreaterThan(0);
    expect(await find(lane.cast.stranger)).toBe(0);
    expect(await find(lane.cast.former)).toBe(0);
  });
});

describe('removal takes effect on what is open', () => {
  test.each(transports)(
    'a member who is removed while listening by %s hears of it, and then nothing',
    async (transport) => {
      const [owner, leaver] = await registerActors(server.url, 'owner', 'leaver');
      const group = await owner.createsGroup('chamber', [leaver]);
      const direct = await owner.opensDirect(leaver);
      const log = await leaver.listens(transport);
      const since = (await leaver.calls('sync.page', {})).token;
      await owner.sends(group, 'before the removal');
      await waitUntil('the message before', () => log.everything.includes('before the removal'));
      await owner.calls('members.remove', { conversation_id: group, user_id: leaver.id });
      await owner.sends(group, 'after the removal');
      await owner.sends(direct, 'mark');
      await waitUntil('the mark', () => log.everything.includes('"mark"'));
      expect(log.everything).not.toContain('after the removal');
      const again = await leaver.listens(transport, { since });
      expect(again.everything).not.toContain('after the removal');
      expect(again.pages.flatMap((page) => page.left)).toContain(group);
      await leaver.leavesTheStage();
    },
  );

  test.each(['websocket', 'polling', 'sse', 'poll'] as const)(
    'a session that ends closes its %s connection at once, and no other',
    async (transport) => {
      const [romeo] = await registerActors(server.url, 'romeo');
      const phone = await romeo.logsInAgain();
      const onPhone = await phone.listens(transport);
      const here = await romeo.listens();
      await romeo.calls('sessions.end', { session_id: phone.credentials.session_id });
      await waitUntil('the phone’s connection to end', () => onPhone.ended !== undefined);
      if (transport === 'poll') expect(onPhone.ended?.problem?.code).toBe('session_ended');
      else expect(onPhone.bye?.reason).toBe('session_ended');
      await here.hears('session.ended', (event) => event.data.session_id === phone.credentials.session_id);
      expect(here.ended).toBeUndefined();
      await romeo.leavesTheStage();
    },
  );

  test('a ticket for the event stream works once', async () => {
    const [romeo] = await registerActors(server.url, 'romeo');
    const { ticket } = await romeo.calls('events.ticket', {});
    const open = async () => {
      const abort = new AbortController();
      const response = await fetch(`${server.url}/v1/events?ticket=${encodeURIComponent(ticket)}`, {
        signal: abort.signal,
      });
      abort.abort();
      return response.status;
    };
    expect(await open()).toBe(200);
    expect(await open()).toBe(401);
  });
});

test('an owner gives roles, and the last owner stays owner', async () => {
  const [lane] = lanes as [Lane];
  const stage = await setStage(lane.cast);
  const at = { conversation_id: stage.conversation };
  const promoted = await stage.cast.owner.calls('members.update', {
    ...at,
    user_id: stage.cast.extra.id,
    role: 'admin',
  });
  expect(promoted.role).toBe('admin');
  const demotion = await stage.cast.owner.tries('members.update', {
    ...at,
    user_id: stage.cast.owner.id,
    role: 'member',
  });
  expect(demotion.status).toBeGreaterThanOrEqual(400);
  expect(demotion.status).toBeLessThan(500);
});
