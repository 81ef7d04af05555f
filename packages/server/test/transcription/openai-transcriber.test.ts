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
    activity: { called: () => undefined, breaker: () => undefined },
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

/** What is said of each fault, and whether another try makes no sense. */
const FAULTS: [AiFault, string, boolean][] = [
  ['rate-limited', 'refuses for now: the key’s quota is used up.', false],
  ['server-error', 'answered with the status 500.', false],
  ['bad-request', 'answered with the status 422.', true],
  ['unauthorized', 'does not accept the API key.', true],
  ['break', 'could not be reached.', false],
  ['cut', 'stopped in the middle of its answer.', false],
  ['redirect', 'could not be reached.', false],
  ['invalid-json', 'gave an answer that was not understood.', false],
  ['endless', 'gave an answer that is too long.', true],
  ['endless-line', 'gave an answer that is too long.', true],
];

describe('A fault of the service is an answer in words', () => {
  test.each(FAULTS)('%s', async (fault, failure, final) => {
    ai.misbehave('transcriptions', fault, { retryAfter: '7' });
    const retryAfter = fault === 'rate-limited' ? 7_000 : null;
    expect(await transcribe()).toEqual({ failure: `The transcription service ${failure}`, retryAfter, final });
  });

  test.each(['hang', 'stall', 'drip'] as const)('%s: it ends when the time is up', async (fault) => {
    ai.misbehave('transcriptions', fault);
    const failure = 'The transcription service did not answer in time.';
    expect(await transcribe({ timeout: 300 })).toMatchObject({ failure, final: false });
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
  expect(outcome).toMatchObject({ failure: 'The transcription service did not answer in time.', final: false });
});

test('an answer of another form is none', async () => {
  const wrong = { text: 7 } as never;
  ai.answerWith('transcriptions', () => wrong);
  const failure = 'The transcription service gave an answer that was not understood.';
  expect(await transcribe()).toEqual({ failure, retryAfter: null, final: false });
});
