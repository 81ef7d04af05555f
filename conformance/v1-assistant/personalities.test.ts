import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type AiServer, startAiServer } from '../../packages/server/test/support/ai-server.ts';
import { startTestServer, type TestServer } from '../../packages/server/test/support/server.ts';
import { startServerProcess } from '../support/server-process.ts';
import { LETA_ID, Questioner, textOf } from './questioner.ts';

const POETS = [
  { id: 'poet', name: 'Ovid', bio: 'Speaks in verse.', instructions: 'Answer in verse.', model: 'a-large-model' },
  { id: 'cook', name: 'Apicius', avatar_url: '/cook.png' },
];

let ai: AiServer;
let folder: string;
let server: TestServer;
let file: string;

beforeAll(async () => {
  ai = await startAiServer();
  folder = await mkdtemp(join(tmpdir(), 'parlance-personalities-'));
  file = join(folder, 'assistants.json');
  await writeFile(file, JSON.stringify(POETS));
  server = await startTestServer({
    ASSISTANTS_FILE: file,
    ASSISTANT_NAME: 'Ada',
    ASSISTANT_INSTRUCTIONS: 'You love engines.',
    GEMINI_API_KEY: 'the-key-of-the-installation',
    GEMINI_BASE_URL: ai.geminiBaseUrl,
  });
});
afterAll(async () => {
  await server.stop();
  await ai.close();
  await rm(folder, { recursive: true, force: true });
});
afterEach(() => ai.reset());

const systemOf = (index: number): string => ai.requestsTo('gemini').at(index)?.body.systemInstruction.parts[0].text;

async function findPoet(asker: Questioner): Promise<{ id: string; display_name: string; bio: string | null }> {
  const [poet] = (await asker.actor.calls('users.search', { query: 'poet' })).users;
  if (poet === undefined) throw new Error('there is no poet');
  return poet;
}

test('each has its own name, profile, instructions and model, and its own chats', async () => {
  const juliet = await Questioner.enters(server.url, 'juliet');
  const poet = await findPoet(juliet);
  expect(poet).toMatchObject({ display_name: 'Ovid', bio: 'Speaks in verse.', kind: 'bot' });
  await juliet.asks('Who are you?');
  expect(systemOf(-1)).toContain('You are Ada');
  expect(systemOf(-1)).toContain('You love engines.');
  const input = { kind: 'assistant' as const, user_ids: [poet.id] };
  const { conversation } = await juliet.actor.calls('conversations.create', input);
  const answer = await juliet.asks('Who are you?', conversation.id);
  expect(answer.sender_id).toBe(poet.id);
  expect(systemOf(-1)).toContain('You are Ovid');
  expect(systemOf(-1)).toContain('Answer in verse.');
  expect(systemOf(-1)).not.toContain('engines');
  expect(ai.requestsTo('gemini').at(-1)?.path).toContain('a-large-model');
  expect(ai.requestsTo('gemini').at(-2)?.path).not.toContain('a-large-model');
});

test('in a group those answer who are mentioned, each once, and none answers the other', async () => {
  const juliet = await Questioner.enters(server.url, 'juliet');
  const poet = await findPoet(juliet);
  const group = await juliet.actor.createsGroup('Verona');
  for (const user_id of [LETA_ID, poet.id])
    await juliet.actor.calls('members.add', { conversation_id: group, user_id });
  ai.answerWith('gemini', () => ['@ada @poet what do you think?']);
  await juliet.asks('@poet sing!', group);
  await juliet.asks('@ada count!', group);
  await juliet.asks('@ada and @poet: both!', group);
  await juliet.says('And now nobody.', group);
  await juliet.asks('@ada the last word.', group);
  const bots = (await juliet.messages(group)).filter((message) => message.sender_id !== juliet.actor.id);
  expect(bots.map((message) => (message.sender_id === poet.id ? 'poet' : 'ada')).toSorted()).toEqual([
    'ada',
    'ada',
    'ada',
    'poet',
    'poet',
  ]);
});

test('a new name keeps the account, its chats and its messages', { timeout: 60_000 }, async () => {
  const env = { ASSISTANT_NAME: 'Leta' };
  const running = await startServerProcess({ env });
  try {
    const romeo = await Questioner.enters(running.url, 'romeo');
    const before = await romeo.asks('Who are you?');
    expect(textOf(before)).toContain('Leta');
    await running.terminate();
    env.ASSISTANT_NAME = 'Bo';
    await running.start();
    expect(await romeo.actor.calls('users.get', { user_id: LETA_ID })).toMatchObject({
      display_name: 'Bo',
      user_name: 'bo',
    });
    const after = await romeo.asks('Who are you?');
    expect(after.sender_id).toBe(before.sender_id);
    expect(textOf(after)).toContain('Bo');
  } finally {
    await running.dispose();
  }
});
