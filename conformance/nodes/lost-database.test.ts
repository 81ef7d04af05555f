import { randomBytes } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { describeWith } from '../../packages/server/test/support/services.ts';
import { Actor, registerActor, registerActors } from '../support/actor.ts';
import { type ServerProcess, startServerProcess } from '../support/server-process.ts';
import { createPostgres, type Database, openGateTo } from '../support/storages.ts';
import { waitUntil } from '../support/wait-until.ts';

describeWith('postgres', 'a node whose database is lost', () => {
  const nodes: ServerProcess[] = [];
  let database: Database | undefined;
  let gate: Awaited<ReturnType<typeof openGateTo>> | undefined;

  afterEach(async () => {
    await Promise.all(nodes.splice(0).map((node) => node.dispose()));
    await gate?.shut();
    await database?.drop();
  });

  async function startNode(databaseUrl: string, secrets: Record<string, string>): Promise<ServerProcess> {
    const node = await startServerProcess({ env: { DATABASE_URL: databaseUrl, ...secrets }, within: 40_000 });
    nodes.push(node);
    return node;
  }

  test('says so to whoever asks, writing or reading, and serves again when it is back', async () => {
    database = await createPostgres();
    gate = await openGateTo(database);
    const { url } = await startNode(gate.databaseUrl, {});
    const romeo = await registerActor(url, 'romeo');
    const conversation_id = await romeo.createsGroup('Capulets');
    await gate.shut();
    expect(await romeo.tries('conversations.get', { conversation_id })).toMatchObject({ status: 503 });
    expect(await romeo.tries('messages.list', { conversation_id })).toMatchObject({ status: 503 });
    expect(await romeo.tries('sync.page', {})).toMatchObject({ status: 503 });
    const input = { conversation_id, client_id: 'but-soft-what-light', content: { type: 'text', text: 'But, soft!' } };
    expect(await romeo.tries('messages.send', input)).toMatchObject({ status: 503 });
    await gate.open();
    await waitUntil('it to serve again', async () => (await romeo.tries('messages.send', input)).status < 300);
  }, 60_000);

  test('whose connections to it have died without a word hears the others again', async () => {
    database = await createPostgres();
    gate = await openGateTo(database);
    const secrets = { SECRET_KEY: randomBytes(32).toString('hex'), ENCRYPTION_KEY: randomBytes(32).toString('hex') };
    const here = await startNode(database.env.DATABASE_URL ?? '', secrets);
    const there = await startNode(gate.databaseUrl, secrets);
    const [romeo, juliet] = await registerActors(here.url, 'romeo', 'juliet');
    const conversation = await romeo.opensDirect(juliet);
    const away = new Actor(juliet.name, there.url, juliet.credentials);
    const log = await away.listens();
    await romeo.sends(conversation, 'before');
    await log.hears('message.sent', (event) => event.data.message.content?.text === 'before');
    gate.hold();
    await romeo.sends(conversation, 'meanwhile');
    gate.release();
    const heard = () => log.events.some((event) => JSON.stringify(event.data).includes('meanwhile'));
    await waitUntil('word of what was said meanwhile', heard, { within: 40_000 });
    const isConnected = async () =>
      ((await (await fetch(`${there.url}/ready`)).json()) as { bus?: string }).bus === 'connected';
    await waitUntil('the bus to be back', isConnected, { within: 40_000 });
    await away.leavesTheStage();
  }, 120_000);
});
