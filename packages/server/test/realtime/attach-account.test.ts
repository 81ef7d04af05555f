import { afterAll, beforeAll, expect, test } from 'vitest';
import { endSession } from '../../src/core/sessions/end-session.ts';
import { register } from '../../src/core/sessions/register.ts';
import { attachAccount } from '../../src/realtime/attach-account.ts';
import type { Connection } from '../../src/realtime/connections/connection.ts';
import { Hub } from '../../src/realtime/hub.ts';
import { Waiter } from '../../src/realtime/waiter.ts';
import { openTestCore, type TestCore } from '../accounts/test-core.ts';

let core: TestCore;
beforeAll(async () => {
  core = await openTestCore();
});
afterAll(() => core.close());

test('a session that ends between the door and the hub leaves no connection that hears', async () => {
  const { hub, actor } = await enter('ann');
  const reasons: string[] = [];
  const connection: Connection = {
    id: 'one',
    edge: 'v1',
    actor,
    hearsAccount: true,
    facts: new Map(),
    send: () => undefined,
    close: (reason) => reasons.push(reason),
  };
  await endSession(core, actor);
  expect(await attachAccount(core, hub, connection)).toBe(false);
  expect(reasons).toEqual(['session_ended']);
  expect([hub.size, hub.isOnline(actor.userId)]).toEqual([0, false]);
});

test('a long poll whose session has ended is refused instead of waiting', async () => {
  const { hub, actor } = await enter('ben');
  const waiter = new Waiter(hub, core, () => false);
  await endSession(core, actor);
  const waiting = await waiter.listen(actor, 'v1');
  await expect(waiting.wait(60_000, undefined)).rejects.toMatchObject({ code: 'session_ended' });
  waiting.stop();
  expect(hub.size).toBe(0);
});

async function enter(userName: string) {
  const started = await register(core, { userName, password: 'correct horse battery', displayName: userName });
  return { hub: new Hub(() => undefined), actor: await core.actorOf(started) };
}
