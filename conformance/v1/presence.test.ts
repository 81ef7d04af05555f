import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Actor, registerActors } from '../support/actor.ts';
import type { FrameLog } from '../support/frame-log.ts';
import { type ServerProcess, startServerProcess } from '../support/server-process.ts';

describe('who hears of somebody’s coming and going', () => {
  let server: ServerProcess;

  beforeAll(async () => {
    server = await startServerProcess();
  });

  afterAll(async () => {
    await server?.dispose();
  });

  /** The watcher shares a direct conversation with each of these people, and watches them all. */
  async function watches(watcher: Actor, ...people: Actor[]): Promise<FrameLog> {
    for (const person of people) await watcher.opensDirect(person);
    const log = await watcher.listens();
    await watcher.calls('presence.subscribe', { user_ids: people.map(({ id }) => id) });
    return log;
  }

  const heardOf = (log: FrameLog, person: Actor) =>
    log.events.filter((event) => event.type === 'presence.changed').filter(({ data }) => data.user_id === person.id);

  test('companions do; whoever hides when they were last here is not told of, and whoever blocks is not', async () => {
    const [romeo, juliet, nurse, tybalt] = await registerActors(server.url, 'romeo', 'juliet', 'nurse', 'tybalt');
    const log = await watches(romeo, juliet, nurse, tybalt);
    await nurse.calls('users.update', { settings: { last_seen: 'nobody' } });
    await tybalt.calls('blocks.add', { user_id: romeo.id });
    for (const person of [nurse, tybalt, juliet]) await person.listens();
    await log.hears('presence.changed', ({ data }) => data.user_id === juliet.id && data.online);
    const seen = await romeo.calls('presence.subscribe', { user_ids: [juliet.id, nurse.id, tybalt.id] });
    expect(new Map(seen.presence.map(({ user_id, online }) => [user_id, online]))).toEqual(
      new Map([
        [juliet.id, true],
        [nurse.id, false],
        [tybalt.id, false],
      ]),
    );
    // That she hides from now on is told once, and nothing of her coming.
    expect(heardOf(log, nurse)).toMatchObject([{ data: { online: false, last_seen_at: null } }]);
    expect(heardOf(log, tybalt)).toEqual([]);
  });

  test('a status is told to companions, and with it nothing about whether somebody who hides is here', async () => {
    const [romeo, juliet, nurse] = await registerActors(server.url, 'romeo', 'juliet', 'nurse');
    await nurse.calls('users.update', { settings: { last_seen: 'nobody' } });
    await nurse.listens();
    const log = await watches(romeo, juliet, nurse);
    await nurse.calls('presence.set', { status: 'looking for Peter' });
    const { data } = await log.hears('presence.changed', (event) => event.data.user_id === nurse.id);
    expect(data).toMatchObject({ online: false, status: 'looking for Peter', last_seen_at: null });
  });

  test('who begins to hide is told of as away at once, and who stops hiding as being here', async () => {
    const [romeo, juliet] = await registerActors(server.url, 'romeo', 'juliet');
    await juliet.listens();
    const log = await watches(romeo, juliet);
    await juliet.calls('users.update', { settings: { last_seen: 'nobody' } });
    await log.hears('presence.changed', ({ data }) => !data.online);
    await juliet.calls('users.update', { settings: { last_seen: 'everyone' } });
    await log.hears('presence.changed', ({ data }) => data.online);
    expect(heardOf(log, juliet)).toHaveLength(2);
  });

  test('who blocks and who is blocked see each other as away at once, and as they are when the block is lifted', async () => {
    const [romeo, juliet, nurse] = await registerActors(server.url, 'romeo', 'juliet', 'nurse');
    const [ofRomeo, ofNurse] = [await watches(romeo, juliet), await watches(nurse, juliet)];
    const ofJuliet = await watches(juliet, romeo);
    await ofRomeo.hears('presence.changed', ({ data }) => data.online);
    await ofNurse.hears('presence.changed', ({ data }) => data.online);
    await juliet.calls('presence.set', { status: 'on the balcony' });
    await juliet.calls('blocks.add', { user_id: romeo.id });
    const away = { online: false, status: null, last_seen_at: null };
    for (const [log, who] of [
      [ofRomeo, juliet],
      [ofJuliet, romeo],
    ] as const) {
      const { data } = await log.hears(
        'presence.changed',
        (event) => event.data.user_id === who.id && !event.data.online,
      );
      expect(data).toEqual({ user_id: who.id, ...away });
    }
    await juliet.calls('presence.set', { status: 'inside' });
    await ofNurse.hears('presence.changed', ({ data }) => data.status === 'inside');
    const told = heardOf(ofRomeo, juliet).length;
    await juliet.calls('blocks.remove', { user_id: romeo.id });
    await ofRomeo.hears('presence.changed', ({ data }) => data.online && data.status === 'inside');
    expect(heardOf(ofRomeo, juliet)).toHaveLength(told + 1);
    await ofJuliet.hears('presence.changed', ({ data }) => data.user_id === romeo.id && data.online);
    // Nobody else is told of it: she came, and said twice how she is.
    expect(heardOf(ofNurse, juliet).map(({ data }) => data.online)).toEqual([true, true, true]);
  });

  test('nobody who shares no conversation any more', async () => {
    const [romeo, juliet, nurse] = await registerActors(server.url, 'romeo', 'juliet', 'nurse');
    await nurse.calls('users.update', { settings: { last_seen: 'contacts' } });
    const group = await romeo.createsGroup('Orchard', [nurse]);
    const log = await watches(romeo, juliet);
    await romeo.calls('presence.subscribe', { user_ids: [juliet.id, nurse.id] });
    await romeo.calls('members.remove', { conversation_id: group, user_id: nurse.id });
    await nurse.listens();
    await juliet.listens();
    await log.hears('presence.changed', ({ data }) => data.user_id === juliet.id && data.online);
    expect(heardOf(log, nurse)).toEqual([]);
  });
});
