import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { describeWith } from '../../packages/server/test/support/services.ts';
import { AccountCopy } from '../support/account-copy.ts';
import { Actor, registerActors } from '../support/actor.ts';
import { checkHistory } from '../support/checker.ts';
import { clientKinds, Player, toHistory } from '../support/company.ts';
import { callRest } from '../support/rest.ts';
import { ServerProcess, startServerProcess } from '../support/server-process.ts';
import { type Database, postgres } from '../support/storages.ts';
import { readStored } from '../support/stored-state.ts';
import { waitUntil } from '../support/wait-until.ts';

const CLI = fileURLToPath(new URL('../../packages/server/dist/cli/parlance.js', import.meta.url));
const LINES = 12;
/** The smallest whole PNG: one transparent pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

describeWith('postgres', 'a move from the file to PostgreSQL', () => {
  const players: Player[] = [];
  let database: Database | undefined;
  let server: ServerProcess | undefined;

  afterEach(async () => {
    await Promise.all(players.splice(0).map((player) => player.leave()));
    await server?.dispose();
    await database?.drop();
  });

  test('clients that were connected go on with their sessions and tokens, miss nothing and hear nothing twice', async () => {
    database = await postgres.create();
    server = await startServerProcess();
    const [host, away] = await registerActors(server.url, 'host', 'away');
    for (const kind of clientKinds) players.push(new Player(`by-${kind}`, server.url, kind));
    await Promise.all(players.map((player) => player.enter()));
    const user_ids = [away.id, ...players.map((player) => player.id)];
    const { conversation } = await host.calls('conversations.create', { kind: 'group', name: 'Movers', user_ids });
    for (const player of players) player.open(conversation.id);
    const absent = await new AccountCopy(away).begin();
    const once = randomUUID();
    const first = await host.sends(conversation.id, 'the piano goes first', once);
    const media = await uploadTo(server.url, host, conversation.id);

    speak(conversation.id, 'before');
    await waitUntil('some answers', () => players.some((player) => player.answered > 2), { within: 20_000, every: 1 });
    expect(await server.terminate()).toBe(0);
    speak(conversation.id, 'in between');
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [CLI, 'move', '--to', database.env.DATABASE_URL ?? ''],
      {
        env: { PATH: process.env.PATH, DATA_DIR: server.dataFolder },
      },
    );
    expect(stdout).toContain('Now set DATABASE_URL');
    server = new ServerProcess(server.port, server.dataFolder, { env: database.env });
    await server.start();
    speak(conversation.id, 'after');
    await waitUntil('every message to be answered', () => players.every((player) => player.unanswered === 0), {
      within: 60_000,
    });

    // Nobody logged in again, and a retry from before the move is answered with what it made then.
    expect((await host.sends(conversation.id, 'the piano goes first', once)).id).toBe(first.id);
    const renewed = await callRest(server.url, 'auth.refresh', { refresh_token: away.credentials.refresh_token });
    expect((await new Actor('away', server.url, renewed).calls('users.me', {})).id).toBe(away.id);
    expect(await download(server.url, host, media)).toEqual(PNG);
    const found = await host.calls('search.messages', { query: 'piano first' });
    expect(found.hits.map((hit) => hit.message.id)).toEqual([first.id]);

    await expectComplete(host, conversation.id);
    const before = absent.token;
    const page = await away.calls('sync.page', { since: before ?? '' });
    expect(page.kind).toBe('delta');
    await absent.catchUp();
    const fresh = await new AccountCopy(away).begin();
    expect(absent.toValue(fresh)).toEqual(fresh.toValue(fresh));
  }, 120_000);

  function speak(conversation: string, when: string): void {
    for (let line = 1; line <= LINES; line += 1) {
      for (const player of players) player.says(conversation, `${player.name}, ${when}, line ${line}`);
    }
  }

  /** What the clients kept and heard, over both databases, against what is stored at the end. */
  async function expectComplete(host: Actor, conversation: string): Promise<void> {
    let truth = await readStored(host, conversation);
    const isComplete = async () => {
      truth = await readStored(host, conversation);
      return players.every((player) => player.cache.positionIn(conversation) >= truth.last_pos);
    };
    await waitUntil('complete copies', isComplete, { within: 20_000, every: 100 });
    expect(checkHistory(toHistory(players, [truth]))).toEqual([]);
    expect(truth.messages).toHaveLength(2 + 3 * LINES * players.length);
  }
});

async function uploadTo(url: string, actor: Actor, conversation: string): Promise<string> {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(PNG)], { type: 'image/png' }), 'piano.png');
  const headers = { authorization: `Bearer ${actor.token}` };
  const response = await fetch(`${url}/v1/media`, { method: 'POST', headers, body: form });
  const { id } = (await response.json()) as { id: string };
  const content = { type: 'image' as const, media_id: id };
  await actor.calls('messages.send', { conversation_id: conversation, client_id: randomUUID(), content });
  return id;
}

async function download(url: string, actor: Actor, media: string): Promise<Buffer> {
  const response = await fetch(`${url}/v1/media/${media}`, { headers: { authorization: `Bearer ${actor.token}` } });
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer());
}
