import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type AiServer, startAiServer } from '../../packages/server/test/support/ai-server.ts';
import { startTestServer, type TestServer } from '../../packages/server/test/support/server.ts';
import { type Actor, registerActors } from '../support/actor.ts';
import { readsTranscript, sendsRecording } from '../support/recording.ts';
import { waitUntil } from '../support/wait-until.ts';

/** The built-in engine calls this a threat. */
const THREAT = 'I will kill you';

let ai: AiServer;
let server: TestServer;
let nurse: Actor;
let romeo: Actor;
let juliet: Actor;

beforeAll(async () => {
  ai = await startAiServer();
  server = await startTestServer({ TRANSCRIPTION_BASE_URL: ai.openaiBaseUrl });
  [nurse, romeo, juliet] = await registerActors(server.url, 'nurse', 'romeo', 'juliet');
});

afterEach(() => ai.reset());

afterAll(async () => {
  await server.stop();
  await ai.close();
});

async function startStrictGroup(policy: object): Promise<string> {
  const conversation_id = await nurse.createsGroup('Verona', [romeo, juliet]);
  await nurse.calls('moderation.policy', { conversation_id, policy });
  return conversation_id;
}

test('a text that the conversation would not show is not made of a recording either', async () => {
  const group = await startStrictGroup({ mask: { threat: 0.5 } });
  ai.answerWith('transcriptions', () => ({ text: THREAT }));
  const sent = await sendsRecording(romeo, group);
  await waitUntil('the end', async () => (await readsTranscript(juliet, sent.id))?.state === 'failed');
  expect(JSON.stringify(await juliet.calls('messages.get', { message_id: sent.id }))).not.toContain('kill');
  expect((await juliet.calls('search.messages', { query: 'kill' })).hits).toEqual([]);
});

test('a flag keeps no text back', async () => {
  const group = await startStrictGroup({ flag: { threat: 0.5 } });
  ai.answerWith('transcriptions', () => ({ text: THREAT }));
  const sent = await sendsRecording(romeo, group);
  await waitUntil('the transcript', async () => (await readsTranscript(juliet, sent.id))?.text === THREAT);
});

test('what is held for review is written down once it is released', async () => {
  const group = await startStrictGroup({ hold: { threat: 0.5 } });
  const sent = await sendsRecording(romeo, group, { caption: THREAT });
  expect((await juliet.calls('messages.get', { message_id: sent.id })).content).toBeNull();
  await waitUntil('the end of the job', async () => (await server.core.store.jobs.countOpen()).length === 0);
  expect(ai.requestsTo('transcriptions')).toEqual([]);
  const { cases } = await nurse.calls('moderation.queue', { conversation_id: group });
  await nurse.calls('moderation.act', { case_id: cases[0]?.id ?? '', action: 'approve' });
  await waitUntil('the transcript', async () => (await readsTranscript(juliet, sent.id))?.state === 'done');
});

test('what was removed takes its transcript away from everybody', async () => {
  const group = await startStrictGroup({ flag: { any: 0.5 } });
  ai.answerWith('transcriptions', () => ({ text: 'Thy lips are warm' }));
  const sent = await sendsRecording(romeo, group);
  await waitUntil('the transcript', async () => (await readsTranscript(juliet, sent.id))?.state === 'done');
  await juliet.calls('messages.report', { message_id: sent.id, reason: 'harassment' });
  const { cases } = await nurse.calls('moderation.queue', { conversation_id: group });
  await nurse.calls('moderation.act', { case_id: cases[0]?.id ?? '', action: 'remove' });
  for (const actor of [romeo, juliet, nurse]) {
    const shown = JSON.stringify(await actor.calls('messages.list', { conversation_id: group }));
    expect(shown).not.toContain('Thy lips');
    expect((await actor.calls('search.messages', { query: 'lips' })).hits).toEqual([]);
    expect(JSON.stringify(await actor.calls('conversations.catch_up', { conversation_id: group }))).not.toContain(
      'lips',
    );
  }
});
