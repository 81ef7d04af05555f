import { expect, test } from 'vitest';
import { startAiServer } from '../../packages/server/test/support/ai-server.ts';
import { startTestServer } from '../../packages/server/test/support/server.ts';
import { registerActors } from '../support/actor.ts';
import { readsTranscript, sendsRecording } from '../support/recording.ts';
import { waitUntil } from '../support/wait-until.ts';

test('without a service a voice message is just sent, and whoever asks is told', async () => {
  const server = await startTestServer();
  try {
    const [romeo, juliet] = await registerActors(server.url, 'romeo', 'juliet');
    const sent = await sendsRecording(romeo, await romeo.opensDirect(juliet));
    expect(sent.annotations).toEqual({});
    const asked = await juliet.calls('messages.transcribe', { message_id: sent.id });
    expect(asked.job_id).toBeNull();
    expect(asked.reason).toBe('No transcription service is configured on this server.');
    expect(asked.message.annotations).toEqual({});
  } finally {
    await server.stop();
  }
});

test('with TRANSCRIPTION=on-demand a recording leaves the house only when somebody asks', async () => {
  const ai = await startAiServer();
  const server = await startTestServer({
    OPENAI_API_KEY: 'sk-of-the-house',
    OPENAI_BASE_URL: ai.openaiBaseUrl,
    TRANSCRIPTION: 'on-demand',
  });
  try {
    const [romeo, juliet] = await registerActors(server.url, 'romeo', 'juliet');
    const sent = await sendsRecording(romeo, await romeo.opensDirect(juliet));
    expect(sent.annotations.transcript).toBeUndefined();
    expect(ai.requestsTo('transcriptions')).toEqual([]);
    await juliet.calls('messages.transcribe', { message_id: sent.id });
    await waitUntil('the transcript', async () => (await readsTranscript(romeo, sent.id))?.state === 'done');
    expect(ai.requestsTo('transcriptions')[0]?.headers.authorization).toBe('Bearer sk-of-the-house');
  } finally {
    await server.stop();
    await ai.close();
  }
});

test('a person whose monthly budget is used up has no more recordings written down', async () => {
  const ai = await startAiServer();
  const server = await startTestServer({ TRANSCRIPTION_BASE_URL: ai.openaiBaseUrl, AI_USER_MONTHLY_REQUESTS: '1' });
  try {
    const [romeo, juliet] = await registerActors(server.url, 'romeo', 'juliet');
    const chat = await romeo.opensDirect(juliet);
    // A call that fails is not counted.
    ai.misbehave('transcriptions', 'server-error', { times: 1 });
    const first = await sendsRecording(romeo, chat);
    await waitUntil('the transcript', async () => (await readsTranscript(romeo, first.id))?.state === 'done');
    const second = await sendsRecording(romeo, chat);
    await waitUntil('the refusal', async () => (await readsTranscript(romeo, second.id))?.state === 'failed');
    const reason = 'The monthly budget for outside services is used up; ask again when it renews.';
    expect(await readsTranscript(romeo, second.id)).toEqual({ state: 'failed', reason });
    expect(ai.requestsTo('transcriptions')).toHaveLength(2);
    expect(ai.requestsTo('transcriptions')[0]?.headers.authorization).toBeUndefined();
    // Juliet has a budget of her own.
    await juliet.calls('messages.transcribe', { message_id: second.id });
    await waitUntil('the transcript', async () => (await readsTranscript(romeo, second.id))?.state === 'done');
  } finally {
    await server.stop();
    await ai.close();
  }
});
