import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AiServer, startAiServer } from '../../packages/server/test/support/ai-server.ts';
import { type Actor, registerActors } from '../support/actor.ts';
import { readsTranscript, sendsRecording } from '../support/recording.ts';
import { type ServerProcess, startServerProcess } from '../support/server-process.ts';
import { type Database, describeOnEachStorage, describeOnPostgresStorage, type Storage } from '../support/storages.ts';
import { waitUntil } from '../support/wait-until.ts';

/** A lease is 15 seconds long; a busy machine may need far more. */
const PATIENCE = 90_000;

/** Nodes on one database and one folder of media; each shows the AI server a key of its own, so that calls tell the node. */
interface Company {
  ai: AiServer;
  start(name: string, more?: Record<string, string>): Promise<ServerProcess>;
}

let ai: AiServer;
let database: Database;
let media: string;
let nodes: ServerProcess[];

function formCompany(storage: Storage): Company {
  beforeEach(async () => {
    ai = await startAiServer();
    database = await storage.create();
    media = await mkdtemp(join(tmpdir(), 'parlance-media-'));
    nodes = [];
  });
  afterEach(async () => {
    for (const node of nodes) await node.dispose();
    await database.drop();
    await rm(media, { recursive: true, force: true });
    await ai.close();
  });
  return {
    get ai() {
      return ai;
    },
    async start(name, more = {}) {
      const own = { TRANSCRIPTION_BASE_URL: ai.openaiBaseUrl, TRANSCRIPTION_API_KEY: `key-of-${name}` };
      const env = { ...database.env, UPLOAD_FOLDER: media, OUTBOX_WORKERS: '2', SECRET_KEY, ...own, ...more };
      const node = await startServerProcess({ env });
      nodes.push(node);
      return node;
    },
  };
}

const SECRET_KEY = '6f1de8f0c2a94b7795d3a1be3c7a0f94e2b8d5c6';

/** How many calls each node made. */
function callsByNode(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { headers } of ai.requestsTo('transcriptions')) {
    const node = String(headers.authorization).replace('Bearer key-of-', '');
    counts[node] = (counts[node] ?? 0) + 1;
  }
  return counts;
}

async function speak(count: number, actor: Actor, chat: string): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) ids.push((await sendsRecording(actor, chat)).id);
  return ids;
}

async function allDone(actor: Actor, ids: readonly string[]): Promise<boolean> {
  for (const id of ids) if ((await readsTranscript(actor, id))?.state !== 'done') return false;
  return true;
}

/** How often each message was changed by its transcript. */
function transcriptsHeard(events: readonly { type: string; data: unknown }[]): Map<string, number> {
  const heard = new Map<string, number>();
  for (const { type, data } of events) {
    if (type !== 'message.annotated') continue;
    const { id } = (data as { message: { id: string } }).message;
    heard.set(id, (heard.get(id) ?? 0) + 1);
  }
  return heard;
}

describeOnEachStorage('Jobs survive the end of their process', (storage) => {
  const company = formCompany(storage);

  test(
    'kill -9 in the middle: what ran runs again, what was done does not, and nothing doubles',
    async () => {
      const node = await company.start('one');
      const [romeo, juliet] = await registerActors(node.url, 'romeo', 'juliet');
      const chat = await romeo.opensDirect(juliet);
      const done = await speak(2, romeo, chat);
      await waitUntil('the first transcripts', () => allDone(romeo, done), { within: PATIENCE });
      ai.hold();
      const open = await speak(4, romeo, chat);
      await waitUntil('two calls under way', () => ai.requestsTo('transcriptions').length === 4);
      await node.kill();
      ai.release();
      await node.start();
      const heard = await juliet.listens();
      await waitUntil('all transcripts', () => allDone(romeo, open), { within: PATIENCE, every: 500 });
      // Two of before, two that were cut off, and those two once more with the two that had not begun.
      expect(ai.requestsTo('transcriptions')).toHaveLength(8);
      await waitUntil('all events', () => transcriptsHeard(heard.events).size === 4);
      expect([...transcriptsHeard(heard.events).values()]).toEqual([1, 1, 1, 1]);
      await juliet.leavesTheStage();
    },
    2 * PATIENCE,
  );

  test(
    'what somebody waits for is done before what is transcribed by itself',
    async () => {
      const node = await company.start('one', { OUTBOX_WORKERS: '1' });
      const [romeo, juliet] = await registerActors(node.url, 'romeo', 'juliet');
      const chat = await romeo.opensDirect(juliet);
      ai.misbehave('transcriptions', 'bad-request', { times: 1 });
      const refused = await sendsRecording(romeo, chat);
      await waitUntil('the refusal', async () => (await readsTranscript(romeo, refused.id))?.state === 'failed');
      ai.hold();
      const others = await speak(4, romeo, chat);
      await waitUntil('the call of the first', () => ai.requestsTo('transcriptions').length === 2);
      await juliet.calls('messages.transcribe', { message_id: refused.id });
      ai.step(2);
      await waitUntil('the one that is waited for', () => allDone(juliet, [refused.id]), { within: PATIENCE });
      const left = await Promise.all(others.map((id) => readsTranscript(romeo, id)));
      expect(left.filter((transcript) => transcript?.state === 'waiting')).toHaveLength(3);
      ai.release();
      await waitUntil('the rest', () => allDone(romeo, others), { within: PATIENCE });
    },
    2 * PATIENCE,
  );
});

describeOnPostgresStorage('Two nodes on one PostgreSQL', (storage) => {
  const company = formCompany(storage);

  test(
    'they share the outbox, and every job is done once',
    async () => {
      const [one, two] = [await company.start('one'), await company.start('two')];
      const [romeo, juliet] = await registerActors(one.url, 'romeo', 'juliet');
      const chat = await romeo.opensDirect(juliet);
      ai.hold();
      const ids = await speak(30, romeo, chat);
      await waitUntil('both nodes at work', () => ai.requestsTo('transcriptions').length === 4, { within: PATIENCE });
      expect(callsByNode()).toEqual({ one: 2, two: 2 });
      ai.release();
      await waitUntil('all transcripts', () => allDone(romeo, ids), { within: PATIENCE, every: 100 });
      const { one: byOne = 0, two: byTwo = 0 } = callsByNode();
      expect(byOne + byTwo).toBe(30);
      expect(await openJobs()).toEqual([]);
      expect(await one.terminate()).toBe(0);
      expect(await two.terminate()).toBe(0);
    },
    2 * PATIENCE,
  );

  test(
    'when one of them is killed the other does its work, too',
    async () => {
      const [one, two] = [await company.start('one'), await company.start('two')];
      const [romeo, juliet] = await registerActors(one.url, 'romeo', 'juliet');
      const chat = await romeo.opensDirect(juliet);
      const heard = await juliet.listens();
      ai.hold();
      const ids = await speak(10, romeo, chat);
      await waitUntil('both nodes at work', () => ai.requestsTo('transcriptions').length === 4, { within: PATIENCE });
      await two.kill();
      ai.release();
      await waitUntil('all transcripts', () => allDone(romeo, ids), { within: PATIENCE, every: 500 });
      expect(callsByNode()).toEqual({ one: 10, two: 2 });
      expect(await openJobs()).toEqual([]);
      await waitUntil('all events', () => transcriptsHeard(heard.events).size === 10);
      expect(new Set(transcriptsHeard(heard.events).values())).toEqual(new Set([1]));
      await juliet.leavesTheStage();
    },
    2 * PATIENCE,
  );
});

async function openJobs(): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: database.env.DATABASE_URL });
  await client.connect();
  try {
    return (await client.query(`select kind, state, error from jobs where state <> 'done'`)).rows;
  } finally {
    await client.end();
  }
}
