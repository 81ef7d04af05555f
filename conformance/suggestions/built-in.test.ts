import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../packages/server/test/support/server.ts';
import { type Actor, registerActors } from '../support/actor.ts';

let server: TestServer;
let romeo: Actor;
let juliet: Actor;
let nurse: Actor;

beforeAll(async () => {
  server = await startTestServer();
  [romeo, juliet, nurse] = await registerActors(server.url, 'romeo', 'juliet', 'nurse');
});

afterAll(() => server.stop());

const suggest = (actor: Actor, conversation_id: string) =>
  actor.calls('conversations.suggest_replies', { conversation_id });
const catchUp = (actor: Actor, conversation_id: string) => actor.calls('conversations.catch_up', { conversation_id });

test('without a model everyday phrases are answered, and it says who suggests', async () => {
  const chat = await romeo.opensDirect(juliet);
  expect(await suggest(romeo, chat)).toMatchObject({ replies: [], reason: 'Nobody has said anything yet.' });
  const asked = await juliet.sends(chat, 'Wilt thou be gone? Are you coming tonight?');
  expect(await suggest(romeo, chat)).toEqual({
    message_id: asked.id,
    replies: ['Yes.', 'No.', 'I’m not sure yet.'],
    engine: 'built-in',
    reason: null,
  });
  expect(await suggest(juliet, chat)).toMatchObject({ replies: [], reason: 'The last message is your own.' });
  await juliet.sends(chat, 'It is the nightingale.');
  const nothing = await suggest(romeo, chat);
  expect(nothing).toMatchObject({ replies: [], engine: null });
  expect(nothing.reason).toContain('The built-in engine knows replies to greetings');
});

test('catching up tells what was missed: figures, key sentences, mentions, open questions, links', async () => {
  const group = await juliet.createsGroup('Verona', [romeo, nurse]);
  await romeo.calls('conversations.read', { conversation_id: group, seq: (await juliet.sends(group, 'read')).seq });
  const first = await juliet.sends(group, 'The wedding is on Thursday at the church. Bring flowers for the wedding.');
  await nurse.sends(group, `Look at https://example.org/flowers. @${romeo.credentials.user.user_name} will like them.`);
  const question = await nurse.sends(group, 'Who tells the friar about the wedding on Thursday?');
  const found = await catchUp(romeo, group);
  expect(found).toMatchObject({ from_seq: first.seq, to_seq: question.seq, message_count: 3, complete: true });
  expect(found.engine).toBe('built-in');
  expect(found.summary.split('\n')[0]).toBe('3 messages from 2 people, 1 mention of you, 1 open question, 1 link.');
  expect(found.highlights.map(({ text }) => text)).toContain('The wedding is on Thursday at the church.');
  expect(found.mentions).toHaveLength(1);
  expect(found.questions.map(({ message_id }) => message_id)).toEqual([question.id]);
  expect(found.links.map(({ url }) => url)).toEqual(['https://example.org/flowers']);
  expect(found.users.map(({ id }) => id).sort()).toEqual([juliet.id, nurse.id].sort());
  // An answer closes the question; reading leaves nothing to catch up with.
  const reply = { conversation_id: group, client_id: randomUUID(), reply_to: question.id };
  await juliet.calls('messages.send', { ...reply, content: { type: 'text', text: 'I shall.' } });
  expect((await catchUp(romeo, group)).questions).toEqual([]);
  await romeo.sends(group, 'I have read it all.');
  expect(await catchUp(romeo, group)).toMatchObject({ message_count: 0, summary: 'You have missed nothing.' });
});

test('what was deleted, hidden or said elsewhere is in no summary and no suggestion', async () => {
  const group = await juliet.createsGroup('Capulet', [romeo]);
  const other = await juliet.createsGroup('Tomb');
  await juliet.sends(other, 'The secret potion stands in the other group.');
  const deleted = await juliet.sends(group, 'The deleted potion lasts two and forty hours.');
  const hidden = await juliet.sends(group, 'Thanks for the hidden potion!');
  await juliet.calls('messages.delete', { message_id: deleted.id });
  await romeo.calls('messages.delete', { message_id: hidden.id, scope: 'me' });
  const found = JSON.stringify(await catchUp(romeo, group));
  expect(found).toContain('You have missed nothing.');
  for (const word of ['potion', 'secret']) expect(found).not.toContain(word);
  expect(await suggest(romeo, group)).toMatchObject({ message_id: null, replies: [] });
});

test('of very many messages the newest are told about, and it says that there were more', async () => {
  const group = await juliet.createsGroup('Crowd', [romeo]);
  for (let round = 0; round < 26; round += 1) {
    await Promise.all(
      Array.from({ length: 25 }, (_, index) => juliet.sends(group, `Line ${round * 25 + index} of many.`)),
    );
  }
  const found = await catchUp(romeo, group);
  expect(found.complete).toBe(false);
  expect(found.message_count).toBeGreaterThanOrEqual(600);
  expect(found.to_seq - found.from_seq).toBe(found.message_count - 1);
});

test('they are limited more tightly than reading is', async () => {
  const limited = await startTestServer({ RATE_LIMITS: 'on' });
  try {
    const [mercutio, tybalt] = await registerActors(limited.url, 'mercutio', 'tybalt');
    const chat = { conversation_id: await mercutio.opensDirect(tybalt) };
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => mercutio.tries('conversations.suggest_replies', chat)),
    );
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThan(15);
    expect(answers.some(({ status }) => status === 429)).toBe(true);
  } finally {
    await limited.stop();
  }
});
