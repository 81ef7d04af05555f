import type { WireEvent } from '@parlance/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type AiServer, startAiServer } from '../../packages/server/test/support/ai-server.ts';
import { startTestServer, type TestServer } from '../../packages/server/test/support/server.ts';
import { registerActors } from '../support/actor.ts';
import type { FrameLog } from '../support/frame-log.ts';
import { waitUntil } from '../support/wait-until.ts';
import { LETA_ID, markOf, Questioner, textOf } from './questioner.ts';

const WORDS = ['But ', 'soft! ', 'What ', 'light ', 'through ', 'yonder ', 'window ', 'breaks? ', '☀️'];
const SPEECH = WORDS.join('');

let ai: AiServer;
let server: TestServer;

beforeAll(async () => {
  ai = await startAiServer();
  server = await startTestServer({ GEMINI_API_KEY: 'the-key-of-the-installation', GEMINI_BASE_URL: ai.geminiBaseUrl });
});
afterAll(async () => {
  await server.stop();
  await ai.close();
});
afterEach(() => ai.reset());

function recites(): void {
  ai.answerWith('gemini', () => WORDS);
}

/** The words of the only stream that was heard, put together by their offsets. */
function wordsOf(events: readonly WireEvent[]): string {
  let text = '';
  for (const event of events) {
    if (event.type !== 'stream.delta') continue;
    expect(event.data.i).toBe(text.length);
    text += event.data.text;
  }
  return text;
}

describe('over a connection that stays', () => {
  test.each(['websocket', 'polling', 'sse'] as const)(
    '%s brings the words as they come, then the message',
    async (by) => {
      recites();
      const juliet = await Questioner.enters(server.url, 'juliet');
      const log = await juliet.actor.listens(by);
      ai.hold();
      const question = await juliet.says('What does Romeo say?');
      const start = await log.hears('stream.start');
      expect(start).toMatchObject({
        conversation_id: juliet.chat,
        data: { question_id: question.id, sender: { id: LETA_ID, display_name: 'Leta' }, message_id: null },
      });
      expect(start.pos).toBeUndefined();
      expect(start.token).toBeUndefined();
      ai.step(3);
      await log.hears('stream.delta', (event) => event.data.i + event.data.text.length === 'But soft! What '.length);
      expect(log.events.some((event) => event.type === 'stream.end')).toBe(false);
      ai.release();
      const end = await log.hears('stream.end');
      expect(wordsOf(log.events)).toBe(SPEECH);
      const types = log.events.map((event) => event.type);
      // The message was told before the end: nobody sees the words vanish between the two.
      expect(types.lastIndexOf('message.sent')).toBeLessThan(types.indexOf('stream.end'));
      const [answer] = await juliet.answersTo(question);
      expect(textOf(answer)).toBe(SPEECH);
      expect(end.data).toEqual({ stream_id: start.data.stream_id, message_id: answer?.id, reason: 'complete' });
      expect(markOf(answer)).toEqual({
        state: 'complete',
        engine: 'model',
        reason: null,
        stream_id: start.data.stream_id,
        asker_id: juliet.actor.id,
      });
      await juliet.actor.leavesTheStage();
    },
  );

  test('many words are told in few events', async () => {
    ai.answerWith('gemini', () => Array.from({ length: 800 }, (_, index) => `word${index} `));
    const juliet = await Questioner.enters(server.url, 'juliet');
    const log = await juliet.actor.listens();
    await juliet.says('Talk!');
    await log.hears('stream.end');
    const deltas = log.events.filter((event) => event.type === 'stream.delta');
    expect(deltas.length).toBeLessThan(200);
    expect(wordsOf(log.events).trim().endsWith('word799')).toBe(true);
    await juliet.actor.leavesTheStage();
  });
});

test('a long poll hears of it, and asks for the words it has not', async () => {
  recites();
  const juliet = await Questioner.enters(server.url, 'juliet');
  const log = await juliet.actor.listens('poll');
  ai.hold();
  await juliet.says('What does Romeo say?');
  const passing = () => log.pages.flatMap((page) => page.ephemeral as WireEvent[]);
  ai.step(2);
  const id = await waitUntil('a word by long poll', () => {
    const event = passing().find((one) => one.type === 'stream.start' || one.type === 'stream.delta');
    return event?.type === 'stream.start' || event?.type === 'stream.delta' ? event.data.stream_id : undefined;
  });
  const have = await waitUntil('the first words', async () => {
    const { text } = await juliet.actor.calls('streams.resume', { stream_id: id, have: 0 });
    return text === 'But soft! ' ? text.length : undefined;
  });
  ai.step(1);
  const rest = await waitUntil('the rest', async () => {
    const state = await juliet.actor.calls('streams.resume', { stream_id: id, have });
    return state.text === '' ? undefined : state;
  });
  expect(rest).toMatchObject({ stream_id: id, state: 'live', i: have, text: 'What ', conversation_id: juliet.chat });
  ai.release();
  const ended = await waitUntil('the end', async () => {
    const state = await juliet.actor.calls('streams.resume', { stream_id: id, have });
    return state.state === 'ended' ? state : undefined;
  });
  const [, answer] = await juliet.messages();
  expect(ended).toMatchObject({ message_id: answer?.id, text: '' });
  await juliet.actor.leavesTheStage();
});

describe('stopping', () => {
  async function begins(log: FrameLog, asker: Questioner, text: string, where = asker.chat) {
    recites();
    ai.hold();
    const question = await asker.says(text, where);
    const { data } = await log.hears('stream.start');
    ai.step(2);
    await log.hears('stream.delta', (event) => event.data.text.endsWith('soft! '));
    return { question, streamId: data.stream_id };
  }

  test('what was said so far becomes the message', async () => {
    const juliet = await Questioner.enters(server.url, 'juliet');
    const log = await juliet.actor.listens();
    const { question, streamId } = await begins(log, juliet, 'What does Romeo say?');
    await juliet.actor.calls('streams.stop', { stream_id: streamId });
    expect((await log.hears('stream.end')).data.reason).toBe('stopped');
    const answers = await juliet.answersTo(question);
    expect(answers.map(textOf)).toEqual(['But soft!']);
    expect(markOf(answers[0])?.state).toBe('stopped');
    // Once more is harmless.
    await juliet.actor.calls('streams.stop', { stream_id: streamId });
    await juliet.actor.leavesTheStage();
  });

  test('before the first word nothing is kept', async () => {
    const juliet = await Questioner.enters(server.url, 'juliet');
    const log = await juliet.actor.listens();
    ai.hold();
    const question = await juliet.says('What does Romeo say?');
    const { data } = await log.hears('stream.start');
    await juliet.actor.calls('streams.stop', { stream_id: data.stream_id });
    expect((await log.hears('stream.end')).data).toEqual({
      stream_id: data.stream_id,
      message_id: null,
      reason: 'stopped',
    });
    expect(await juliet.answersTo(question)).toEqual([]);
    await juliet.actor.leavesTheStage();
  });

  test('in a group the asker and its admins may, others may not, and strangers do not hear of it', async () => {
    const romeo = await Questioner.enters(server.url, 'romeo');
    const [juliet, mercutio, tybalt] = await registerActors(server.url, 'juliet', 'mercutio', 'tybalt');
    const group = await juliet.createsGroup('Verona', [romeo.actor, mercutio]);
    await juliet.calls('members.add', { conversation_id: group, user_id: LETA_ID });
    const [heard, overheard] = [await mercutio.listens(), await tybalt.listens()];
    const { question, streamId } = await begins(heard, romeo, '@leta what do I say?', group);
    const stop = { stream_id: streamId };
    expect(await tybalt.tries('streams.stop', stop)).toMatchObject({ status: 404 });
    expect(await tybalt.tries('streams.resume', stop)).toMatchObject({ status: 404 });
    expect(await mercutio.tries('streams.stop', stop)).toMatchObject({ status: 403 });
    expect((await mercutio.calls('streams.resume', stop)).text).toBe('But soft! ');
    await juliet.calls('streams.stop', stop);
    await heard.hears('stream.end');
    expect((await romeo.answersTo(question)).map(textOf)).toEqual(['But soft!']);
    expect(overheard.everything).not.toContain('soft');
    await Promise.all([juliet, mercutio, tybalt].map((person) => person.leavesTheStage()));
  });
});

describe('writing anew', () => {
  test('makes a new version of the same message, and the old one stays readable', async () => {
    recites();
    const juliet = await Questioner.enters(server.url, 'juliet');
    const first = await juliet.asks('What does Romeo say?');
    const log = await juliet.actor.listens();
    ai.answerWith('gemini', () => ['Good ', 'night.']);
    const { stream_id } = await juliet.actor.calls('messages.regenerate', { message_id: first.id });
    const start = await log.hears('stream.start');
    expect(start.data).toMatchObject({ stream_id, message_id: first.id, question_id: first.reply_to });
    const { data } = await log.hears('message.edited');
    expect(data.message).toMatchObject({ id: first.id, seq: first.seq, rev: 1, content: { text: 'Good night.' } });
    expect(markOf(data.message)).toMatchObject({ state: 'complete', stream_id });
    // The stream of the first answer may end only now.
    const end = await log.hears('stream.end', ({ data: ended }) => ended.stream_id === stream_id);
    expect(end.data).toEqual({ stream_id, message_id: first.id, reason: 'complete' });
    const { edits } = await juliet.actor.calls('messages.edits', { message_id: first.id });
    expect(edits).toMatchObject([{ rev: 0, content: { text: SPEECH } }]);
    expect((await juliet.messages()).length).toBe(2);
    // The answer before is no part of the question’s context.
    expect(JSON.stringify(ai.requestsTo('gemini').at(-1)?.body)).not.toContain('window');
    await juliet.actor.leavesTheStage();
  });

  test('asked twice it is written once', async () => {
    recites();
    const juliet = await Questioner.enters(server.url, 'juliet');
    const answer = await juliet.asks('What does Romeo say?');
    ai.hold();
    const again = { message_id: answer.id };
    const one = await juliet.actor.calls('messages.regenerate', again);
    expect(await juliet.actor.calls('messages.regenerate', again)).toEqual(one);
    ai.release();
    const changed = await waitUntil('the new version', async () => {
      const message = await juliet.actor.calls('messages.get', again);
      return message.rev > 0 ? message : undefined;
    });
    expect(changed.rev).toBe(1);
    expect((await juliet.actor.calls('messages.regenerate', again)).stream_id).not.toBe(one.stream_id);
  });

  test('is for who asked, and for answers', async () => {
    recites();
    const romeo = await Questioner.enters(server.url, 'romeo');
    const [juliet, tybalt] = await registerActors(server.url, 'juliet', 'tybalt');
    const group = await juliet.createsGroup('Verona', [romeo.actor]);
    await juliet.calls('members.add', { conversation_id: group, user_id: LETA_ID });
    const answer = await romeo.asks('@leta what do I say?', group);
    const message_id = answer.id;
    expect(await juliet.tries('messages.regenerate', { message_id })).toMatchObject({ status: 403 });
    expect(await tybalt.tries('messages.regenerate', { message_id })).toMatchObject({ status: 404 });
    expect(await romeo.actor.tries('messages.regenerate', { message_id: answer.reply_to })).toMatchObject({
      status: 409,
      body: { code: 'conflict' },
    });
    await romeo.actor.calls('messages.delete', { message_id: answer.reply_to ?? '', scope: 'all' });
    expect(await romeo.actor.tries('messages.regenerate', { message_id })).toMatchObject({ status: 409 });
  });
});

describe('a model that fails', () => {
  test('in the middle leaves what it said, marked incomplete with the reason', async () => {
    recites();
    ai.misbehave('gemini', 'cut', { times: 1 });
    const juliet = await Questioner.enters(server.url, 'juliet');
    const answer = await juliet.asks('What does Romeo say?');
    expect(markOf(answer)).toMatchObject({ state: 'incomplete', engine: 'model', reason: expect.any(String) });
    expect(SPEECH.startsWith(textOf(answer))).toBe(true);
    expect(textOf(answer)).not.toBe(SPEECH);
    const { stream_id } = await juliet.actor.calls('messages.regenerate', { message_id: answer.id });
    const whole = await waitUntil('the new version', async () => {
      const message = await juliet.actor.calls('messages.get', { message_id: answer.id });
      return message.rev > 0 ? message : undefined;
    });
    expect(textOf(whole)).toBe(SPEECH);
    expect(markOf(whole)).toMatchObject({ state: 'complete', stream_id });
  });

  test('before its first word leaves the built-in engine to answer, word by word', async () => {
    ai.misbehave('gemini', 'server-error');
    const juliet = await Questioner.enters(server.url, 'juliet');
    const log = await juliet.actor.listens();
    const answer = await juliet.asks('What is Python?');
    expect(textOf(answer)).toMatch(/^Python is a high-level/);
    expect(markOf(answer)).toMatchObject({ state: 'complete', engine: 'built-in' });
    expect(log.events.filter((event) => event.type === 'stream.delta').length).toBeGreaterThan(1);
    await juliet.actor.leavesTheStage();
  });
});

test('a bot calls nobody by name, and answers no other', async () => {
  const juliet = await Questioner.enters(server.url, 'juliet');
  const [romeo] = await registerActors(server.url, 'romeo');
  const group = await juliet.actor.createsGroup('Verona', [romeo]);
  await juliet.actor.calls('members.add', { conversation_id: group, user_id: LETA_ID });
  ai.answerWith('gemini', () => [`Ask @${romeo.credentials.user.user_name} or @leta!`]);
  const answer = await juliet.asks('@leta whom do I ask?', group);
  expect(answer.mentions).toEqual([]);
  const { membership } = await romeo.calls('conversations.get', { conversation_id: group });
  expect(membership?.mentions).toBe(0);
  expect(ai.requestsTo('gemini').length).toBe(1);
});
