import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { OpenAiTranscriber, type TranscriberOptions } from '../../src/integrations/transcription/openai-transcriber.ts';
import { type AiFault, type AiServer, startAiServer } from '../support/ai-server.ts';

let ai: AiServer;

beforeAll(async () => {
  ai = await startAiServer();
});

afterEach(() => ai.reset());
afterAll(() => ai.close());

function transcribe(change: Partial<TranscriberOptions> = {}, signal = new AbortController().signal) {
  const transcriber = new OpenAiTranscriber({
    baseUrl: ai.openaiBaseUrl,
    key: 'a-key',
    model: 'whisper-1',
    automatic: true,
    maximumBytes: 1_000,
    maximumSeconds: 60,
    timeout: 20_000,
    ...change,
  });
  return transcriber.transcribe({ content: Buffer.from('OggS and more'), mediaType: 'audio/ogg' }, signal);
}

test('the recording goes out as a form with a name that tells its type, and the text comes back', async () => {
  expect(await transcribe()).toEqual({ text: 'Hello from the recording.', language: null });
  const [request] = ai.requestsTo('transcriptions');
  expect(request?.headers.authorization).toBe('Bearer a-key');
  expect(request?.body).toMatchObject({ model: 'whisper-1', response_format: 'json', file: { name: 'recording.ogg' } });
  expect(Buffer.from(request?.body.file.bytes).toString()).toBe('OggS and more');
});

test('a service that needs no key is shown none', async () => {
  await transcribe({ key: null, baseUrl: `${ai.openaiBaseUrl}/` });
  expect(ai.requestsTo('transcriptions')[0]?.headers.authorization).toBeUndefined();
});

/** What is said of each fault, and whether another try makes sense. */
const FAULTS: [AiFault, string, boolean][] = [
  ['rate-limited', 'The transcription service is overloaded.', false],
  ['server-error', 'The transcription service answered with status 500.', false],
  ['bad-request', 'The transcription service answered with status 422.', true],
  ['unauthorized', 'The transcription service answered with status 401.', true],
  ['break', 'The transcription service could not be reached.', false],
  ['cut', 'The transcription service could not be reached.', false],
  ['redirect', 'The transcription service could not be reached.', false],
  ['invalid-json', 'The transcription service gave an answer that is not JSON.', false],
  ['endless', 'The transcription service gave an endless answer.', true],
  ['endless-line', 'The transcription service gave an endless answer.', true],
];

describe('A fault of the service is an answer in words', () => {
  test.each(FAULTS)('%s', async (fault, failure, final) => {
    ai.misbehave('transcriptions', fault, { retryAfter: '7' });
    const retryAfter = fault === 'rate-limited' ? 7_000 : null;
    expect(await transcribe()).toEqual({ failure, retryAfter, final });
  });

  test.each(['hang', 'stall', 'drip'] as const)('%s: it ends when the time is up', async (fault) => {
    ai.misbehave('transcriptions', fault);
    const failure = 'The transcription service did not finish within 0.3 seconds.';
    expect(await transcribe({ timeout: 300 })).toEqual({ failure, retryAfter: null, final: false });
  });
});

test('of an endless answer no more is read than an answer may have', async () => {
  const before = ai.bytesSent;
  ai.misbehave('transcriptions', 'endless');
  await transcribe();
  expect(ai.bytesSent - before).toBeLessThan(32 * 1024 * 1024);
});

test('it ends with the job’s signal', async () => {
  ai.misbehave('transcriptions', 'hang');
  const outcome = await transcribe({}, AbortSignal.timeout(100));
  expect(outcome).toMatchObject({ failure: 'The transcription was interrupted.', final: false });
});

test('an answer of another form is none', async () => {
  const wrong = { text: 7 } as never;
  ai.answerWith('transcriptions', () => wrong);
  const failure = 'The transcription service gave an answer of another form.';
  expect(await transcribe()).toEqual({ failure, retryAfter: null, final: false });
});
