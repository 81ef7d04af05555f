import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { makeWav } from '../../../../conformance/support/recording.ts';
import { makeActor } from '../../../server/src/core/actor.ts';
import { storeMedia } from '../../../server/src/core/media/store-media.ts';
import { type AiServer, startAiServer } from '../../../server/test/support/ai-server.ts';
import { startTestServer, type TestServer } from '../../../server/test/support/server.ts';
import type { ParlanceClient } from '../../src/client.ts';
import { myId, People } from '../support/people.ts';
import { until } from '../support/until.ts';

let ai: AiServer;
let server: TestServer;
const people = new People();

beforeAll(async () => {
  ai = await startAiServer();
  server = await startTestServer({ TRANSCRIPTION: 'on-demand', TRANSCRIPTION_BASE_URL: ai.openaiBaseUrl });
});
afterEach(() => people.leave());
afterAll(async () => {
  await server.stop();
  await ai.close();
});

it('a conversation suggests replies and tells what was missed', async () => {
  const [ada, ben] = [await people.enter('Ada', { url: server.url }), await people.enter('Ben', { url: server.url })];
  const { conversation } = await ada.openDirect(myId(ben));
  ada.open(conversation.id).send('Are you coming?');
  const there = ben.open(conversation.id);
  await until(there.messages, (messages) => messages.length === 1);
  expect((await there.suggestReplies()).replies).toEqual(['Yes.', 'No.', 'I’m not sure yet.']);
  expect(await there.catchUp()).toMatchObject({ message_count: 1, engine: 'built-in', questions: [{ seq: 1 }] });
});

it('a voice message is written down when somebody asks, and the text appears in the list', async () => {
  const [ada, ben] = [await people.enter('Ada', { url: server.url }), await people.enter('Ben', { url: server.url })];
  const { conversation } = await ada.openDirect(myId(ben));
  const media_id = await upload(ada);
  const content = { type: 'audio' as const, media_id };
  const input = { conversation_id: conversation.id, client_id: randomUUID(), content };
  const { message } = await ada.call('messages.send', input);
  const there = ben.open(conversation.id);
  await until(there.messages, (messages) => messages.length === 1);
  const { job_id, reason } = await there.transcribe(message.id);
  expect(reason).toBeNull();
  const isDone = ({ annotations }: { annotations: Record<string, unknown> }): boolean =>
    (annotations.transcript as { state?: string } | undefined)?.state === 'done';
  const [shown] = await until(there.messages, ([first]) => first !== undefined && isDone(first));
  expect(shown?.annotations.transcript).toMatchObject({ text: 'Hello from the recording.' });
  expect(await ben.call('jobs.progress', { job_id: job_id ?? '' })).toMatchObject({ state: 'done', progress: 1 });
});

async function upload(owner: ParlanceClient): Promise<string> {
  const actor = makeActor(myId(owner), null, 'person');
  const given = { content: makeWav(1), claimedType: 'audio/wav', purpose: 'message' as const };
  return (await storeMedia(server.core, actor, given)).id;
}
