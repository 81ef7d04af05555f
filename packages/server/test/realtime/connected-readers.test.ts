import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Actor } from '../../src/core/actor.ts';
import { updateOwn } from '../../src/core/conversations/settings.ts';
import { startConversation } from '../../src/core/conversations/start-conversation.ts';
import { register } from '../../src/core/sessions/register.ts';
import { updateMe } from '../../src/core/users/update-me.ts';
import { ConnectedReaders } from '../../src/realtime/connected-readers.ts';
import type { Connection } from '../../src/realtime/connections/connection.ts';
import { Hub } from '../../src/realtime/hub.ts';
import { openTestCore, type TestCore } from '../accounts/test-core.ts';

let core: TestCore;
let ann: Actor;
let group: string;

beforeAll(async () => {
  const engine = { engine: 'test', translate: async () => undefined };
  core = Object.assign(await openTestCore(), { translator: engine });
  ann = await enter('ann');
  const ben = await enter('ben');
  group = (await startConversation(core, ann, { kind: 'group', userIds: [ben.userId], name: 'Group' })).conversation.id;
});
afterAll(() => core.close());

async function enter(userName: string): Promise<Actor> {
  const started = await register(core, { userName, password: 'correct horse battery', displayName: userName });
  return core.actorOf(started);
}

let count = 0;

function connect(actor: Actor, edge = 'v1'): Connection {
  count += 1;
  return {
    id: `connection-${count}`,
    edge,
    actor,
    hearsAccount: true,
    facts: new Map(),
    send: () => undefined,
    close: () => undefined,
  };
}

/** A hub with its readers, which hear whatever the core commits from now on. */
function open() {
  const readers: ConnectedReaders = new ConnectedReaders({ core: () => core, hub: () => hub, edge: 'v1' });
  const hub: Hub = new Hub(readers.changed);
  core.store.onCommitted((batches) => {
    for (const event of batches.flatMap((batch) => batch.events)) readers.hear(event);
  });
  const attach = (connection: Connection) => hub.attach(connection, async () => [group]);
  const languages = async () => [...((await readers.of(group))?.values() ?? [])].map((one) => one.language);
  return { hub, readers, attach, languages };
}

test('nobody who wants translations means no work at all', async () => {
  const { readers, attach, languages } = open();
  expect(readers.of(group)).toBeUndefined();
  await attach(connect(ann));
  expect(await languages()).toEqual([]);
  expect(readers.of(group)).toBeUndefined();
});

test('who has just come counts, though their preferences are still being read', async () => {
  await updateMe(core, ann, { language: 'de' });
  const { hub, attach, languages } = open();
  const connection = connect(ann);
  const attached = attach(connection);
  hub.follow(connection, group);
  expect(await languages()).toEqual(['de']);
  await attached;
  hub.detach(connection);
  expect(await languages()).toEqual([]);
});

test('what changes while it is being read, and later, counts', async () => {
  await updateMe(core, ann, { language: 'de' });
  const { readers, attach, languages } = open();
  await attach(connect(ann));
  await Promise.all([updateMe(core, ann, { language: 'fr' }), languages()]);
  expect(await languages()).toEqual(['fr']);
  await updateOwn(core, ann, group, { translateTo: 'off' });
  expect(await languages()).toEqual([]);
  await updateOwn(core, ann, group, { translateTo: 'it' });
  await updateMe(core, ann, { settings: { autoTranslate: false } });
  expect([...((await readers.of(group))?.values() ?? [])][0]?.choices.get(group)).toBe('it');
  await updateOwn(core, ann, group, { translateTo: null });
  expect(readers.of(group)).toBeUndefined();
  await updateMe(core, ann, { settings: { autoTranslate: true } });
  expect(await languages()).toEqual(['fr']);
});

test('connections that show no translations, or do not hear the conversation, do not count', async () => {
  await updateMe(core, ann, { language: 'de' });
  const { hub, attach, languages } = open();
  await attach(connect(ann, 'rooms'));
  expect(await languages()).toEqual([]);
  const elsewhere = connect(ann);
  await hub.attach(elsewhere, async () => ['another conversation']);
  expect(await languages()).toEqual([]);
  hub.follow(elsewhere, group);
  expect(await languages()).toEqual(['de']);
});
