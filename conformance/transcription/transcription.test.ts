import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type AiServer, startAiServer } from '../../packages/server/test/support/ai-server.ts';
import { startTestServer, type TestServer } from '../../packages/server/test/support/server.ts';
import { type Actor, registerActors } from '../support/actor.ts';
import { readsTranscript, sendsRecording, uploadsRecording } from '../support/recording.ts';
import { type Database, describeOnEachStorage, type Storage } from '../support/storages.ts';
import { waitUntil } from '../support/wait-until.ts';

describeOnEachStorage('Voice messages are written down', (storage: Storage) => {
  let ai: AiServer;
  let database: Database;
  let server: TestServer;
  let romeo: Actor;
  let juliet: Actor;
  let stranger: Actor;
  let chat: string;

  beforeAll(async () => {
    ai = await startAiServer();
    database = await storage.create();
    server = await startTestServer({
      ...database.env,
      TRANSCRIPTION_BASE_URL: ai.openaiBaseUrl,
      TRANSCRIPTION_API_KEY: 'key-for-transcription',
      TRANSCRIPTION_MAX_SECONDS: '5',
      TRANSCRIPTION_MAX_BYTES: '100000',
    });
    [romeo, juliet, stranger] = await registerActors(server.url, 'romeo', 'juliet', 'stranger');
    chat = await romeo.opensDirect(juliet);
  });

  afterEach(async () => {
    ai.reset();
    await Promise.all([romeo.leavesTheStage(), juliet.leavesTheStage()]);
  });

  afterAll(async () => {
    await server.stop();
    await database.drop();
    await ai.close();
  });

  const finds = async (actor: Actor, query: string) =>
    (await actor.calls('search.messages', { query, conversation_id: chat })).hits;

  test('Romeo speaks; the text follows his message, and is found by a search', async () => {
    ai.answerWith('transcriptions', () => ({ text: 'It was the nightingale, and not the lark.' }));
    const heard = await juliet.listens();
    const sent = await sendsRecording(romeo, chat, { caption: 'listen' });
    expect(sent.annotations.transcript).toMatchObject({ state: 'waiting' });
    const event = await heard.hears('message.annotated', ({ data }) => data.message.id === sent.id);
    const transcript = event.data.message.annotations.transcript;
    const text = 'It was the nightingale, and not the lark.';
    expect(transcript).toEqual({ state: 'done', text, language: 'en', engine: 'whisper-1' });
    const [request] = ai.requestsTo('transcriptions');
    expect(request?.headers.authorization).toBe('Bearer key-for-transcription');
    expect(request?.body).toMatchObject({ model: 'whisper-1', file: { name: 'recording.wav', type: 'audio/wav' } });
    for (const query of ['nightingale', 'listen']) {
      expect((await finds(juliet, query)).map((hit) => hit.message.id)).toEqual([sent.id]);
    }
    expect((await finds(juliet, 'nightingale'))[0]?.snippet).toContain('nightingale');
    expect((await stranger.calls('search.messages', { query: 'nightingale' })).hits).toEqual([]);
  });

  test('a retry of the send, and a second wish, cause no second call; a copy brings its transcript with it', async () => {
    const client_id = randomUUID();
    const content = { type: 'audio' as const, media_id: await uploadsRecording(romeo) };
    const input = { conversation_id: chat, client_id, content };
    const { message } = await romeo.calls('messages.send', input);
    await romeo.calls('messages.send', input);
    await waitUntil('the transcript', async () => (await readsTranscript(romeo, message.id))?.state === 'done');
    const again = await juliet.calls('messages.transcribe', { message_id: message.id });
    expect(again).toMatchObject({ job_id: null, reason: null });
    const copy = { message_id: message.id, to_conversation_id: chat, client_id: randomUUID() };
    const forwarded = await juliet.calls('messages.forward', copy);
    expect(forwarded.message.annotations.transcript).toEqual(again.message.annotations.transcript);
    expect(ai.requestsTo('transcriptions')).toHaveLength(1);
  });

  test('deleting it forgets what was said, also while it is being written down', async () => {
    ai.answerWith('transcriptions', () => ({ text: 'A rose by any other name' }));
    const kept = await sendsRecording(romeo, chat);
    await waitUntil('the transcript', async () => (await readsTranscript(romeo, kept.id))?.state === 'done');
    await romeo.calls('messages.delete', { message_id: kept.id });
    ai.hold();
    const dropped = await sendsRecording(romeo, chat);
    await waitUntil('the call', () => ai.requestsTo('transcriptions').length === 2);
    await romeo.calls('messages.delete', { message_id: dropped.id });
    ai.release();
    await waitUntil('the end of the job', async () => (await server.core.store.jobs.countOpen()).length === 0);
    expect(await finds(romeo, 'rose')).toEqual([]);
    for (const { id } of [kept, dropped]) {
      expect((await romeo.calls('messages.get', { message_id: id })).annotations).toEqual({});
    }
  });

  test('an edited caption leaves the transcript searchable; another recording is written down anew', async () => {
    ai.answerWith('transcriptions', () => ({ text: 'Parting is such sweet sorrow' }));
    const sent = await sendsRecording(romeo, chat, { caption: 'first' });
    await waitUntil('the transcript', async () => (await readsTranscript(romeo, sent.id))?.state === 'done');
    const media_id = sent.content?.media_id ?? '';
    const edit = { message_id: sent.id, base_rev: 0, content: { type: 'audio' as const, media_id, text: 'second' } };
    await romeo.calls('messages.edit', edit);
    for (const query of ['sorrow', 'second']) expect(await finds(juliet, query)).toHaveLength(1);
    expect(await finds(juliet, 'first')).toEqual([]);
    ai.answerWith('transcriptions', () => ({ text: 'Good night, good night!' }));
    const other = { type: 'audio' as const, media_id: await uploadsRecording(romeo) };
    await romeo.calls('messages.edit', { message_id: sent.id, base_rev: 1, content: other });
    await waitUntil(
      'the other',
      async () => (await readsTranscript(romeo, sent.id))?.text === 'Good night, good night!',
    );
    expect(await finds(juliet, 'sorrow')).toEqual([]);
  });

  test('Romeo, and nobody else, sees how far the job is', async () => {
    ai.hold();
    const sent = await sendsRecording(romeo, chat);
    const { job } = sent.annotations.transcript as { job: string };
    const progress = await waitUntil('progress', async () => {
      const seen = await romeo.calls('jobs.progress', { job_id: job });
      return seen.note === 'waiting for the transcription service' && seen;
    });
    expect(progress).toMatchObject({ id: job, kind: 'media.transcribe', state: 'running', progress: 0.3, attempts: 1 });
    expect((await juliet.tries('jobs.progress', { job_id: job })).status).toBe(404);
    // Juliet asks for what is under way: she is not given his job, and no second one is made.
    expect(await juliet.calls('messages.transcribe', { message_id: sent.id })).toMatchObject({ job_id: null });
    ai.release();
    await waitUntil('the end', async () => (await romeo.calls('jobs.progress', { job_id: job })).state === 'done');
    expect(ai.requestsTo('transcriptions')).toHaveLength(1);
  });

  test('what is too long or too large is not given to the service, and the message says so', async () => {
    const long = await sendsRecording(romeo, chat, { seconds: 8 });
    await waitUntil('the refusal', async () => (await readsTranscript(romeo, long.id))?.state === 'failed');
    const reason = 'The recording is 8 seconds long; at most 5 are transcribed.';
    expect(await readsTranscript(romeo, long.id)).toEqual({ state: 'failed', reason });
    const large = await sendsRecording(romeo, chat, { seconds: 13 });
    const tooLarge = 'The recording has 104044 bytes; at most 100000 are transcribed.';
    expect(large.annotations.transcript).toEqual({ state: 'failed', reason: tooLarge });
    const asked = await romeo.calls('messages.transcribe', { message_id: large.id });
    expect(asked).toMatchObject({ job_id: null, reason: tooLarge });
    expect(ai.requestsTo('transcriptions')).toEqual([]);
  });

  test('a service that fails is asked again; one that refuses for good is not, until somebody asks', async () => {
    ai.misbehave('transcriptions', 'rate-limited', { times: 1, retryAfter: '1' });
    const patient = await sendsRecording(romeo, chat);
    await waitUntil('the transcript', async () => (await readsTranscript(romeo, patient.id))?.state === 'done');
    expect(ai.requestsTo('transcriptions')).toHaveLength(2);
    ai.misbehave('transcriptions', 'bad-request');
    const refused = await sendsRecording(romeo, chat);
    await waitUntil('the failure', async () => (await readsTranscript(romeo, refused.id))?.state === 'failed');
    const reason = 'The transcription service answered with the status 422.';
    expect(await readsTranscript(juliet, refused.id)).toEqual({ state: 'failed', reason });
    expect(ai.requestsTo('transcriptions')).toHaveLength(3);
    ai.misbehave('transcriptions', null);
    const { job_id } = await juliet.calls('messages.transcribe', { message_id: refused.id });
    await waitUntil('the transcript', async () => (await readsTranscript(romeo, refused.id))?.state === 'done');
    expect(await juliet.calls('jobs.progress', { job_id: job_id ?? '' })).toMatchObject({ state: 'done', progress: 1 });
  });

  test('only members ask, and only for recordings', async () => {
    const text = await romeo.sends(chat, 'written');
    expect((await romeo.tries('messages.transcribe', { message_id: text.id })).body).toMatchObject({
      code: 'conflict',
    });
    const spoken = await sendsRecording(romeo, chat);
    expect((await stranger.tries('messages.transcribe', { message_id: spoken.id })).status).toBe(404);
  });
});
