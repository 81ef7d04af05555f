import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ModelProvider } from '../../src/core/ports/ai-provider.ts';
import { makeModelProviders } from '../../src/integrations/ai/make-model-providers.ts';
import { type AiFault, type AiServer, startAiServer } from '../support/ai-server.ts';
import { hear, Recorder, settingsFor, shortLimits } from './support.ts';

let ai: AiServer;
beforeAll(async () => {
  ai = await startAiServer();
});
afterEach(() => ai.reset());
afterAll(() => ai.close());

const PROVIDERS = [
  { id: 'openai', service: 'chat', header: 'authorization', installation: 'Bearer sk-installation' },
  { id: 'gemini', service: 'gemini', header: 'x-goog-api-key', installation: 'gemini-installation' },
  { id: 'compatible', service: 'chat', header: 'authorization', installation: undefined },
] as const;

/** What each fault is called, and whether another attempt is worth it. */
const FAULTS: readonly [AiFault, outcome: string, attempts: number][] = [
  ['hang', 'timeout', 1],
  ['drip', 'timeout', 1],
  ['rate-limited', 'rate_limited', 1],
  ['server-error', 'failed', 3],
  ['break', 'unreachable', 3],
  ['bad-request', 'rejected', 1],
  ['unauthorized', 'key_refused', 1],
  ['redirect', 'unreachable', 3],
  ['invalid-json', 'garbled', 1],
  ['endless-line', 'too_large', 1],
];

describe.each(PROVIDERS)('$id', ({ id, service, header, installation }) => {
  let recorder: Recorder;
  let provider: ModelProvider;
  beforeEach(() => {
    recorder = new Recorder();
    const all = makeModelProviders({ settings: settingsFor(ai), activity: recorder, limits: shortLimits });
    const found = all.find((one) => one.id === id);
    if (found === undefined) throw new Error(`${id} is no provider`);
    provider = found;
  });

  test('answers in pieces and tells what it took', async () => {
    ai.answerWith(service, () => ({ pieces: ['Wherefore ', 'art ', 'thou?'], usage: { input: 7, output: 3 } }));
    const { pieces, usage, fault } = await hear(provider, 'Romeo?');
    expect(fault).toBeUndefined();
    expect(pieces.join('')).toBe('Wherefore art thou?');
    expect(usage).toEqual({ input: 7, output: 3 });
    expect(recorder.calls).toMatchObject([{ service: 'chat', provider: id, outcome: 'ok', retries: 0 }]);
    expect(ai.requests[0]?.headers[header]).toBe(installation);
  });

  test('each word is given as soon as it is said', async () => {
    ai.hold();
    ai.answerWith(service, () => ['one ', 'two']);
    const signal = new AbortController().signal;
    const answer = provider.reply({ system: '', turns: [{ role: 'user', text: 'count' }], signal });
    const iterator = answer[Symbol.asyncIterator]();
    ai.step();
    expect((await iterator.next()).value).toBe('one ');
    ai.step();
    expect((await iterator.next()).value).toBe('two');
    ai.release();
    expect((await iterator.next()).done).toBe(true);
  });

  test('a person’s own key is used where the service is not the installation’s own', async () => {
    await hear(provider, 'hello', { ownKey: 'a-persons-own-key' });
    const sent = ai.requests[0]?.headers[header];
    if (id === 'compatible') expect(sent).toBeUndefined();
    else expect(sent).toContain('a-persons-own-key');
  });

  test.each(FAULTS)('%s ends as %s after so many attempts: %i', async (fault, outcome, attempts) => {
    ai.misbehave(service, fault, { retryAfter: '7' });
    const heard = await hear(provider, 'Speak again, bright angel');
    expect(heard.pieces).toEqual([]);
    expect(heard.fault).toMatchObject({ name: 'CoreError', code: 'unavailable' });
    expect(String(heard.fault)).toContain(provider.name);
    expect(String(heard.fault)).not.toContain('sk-installation');
    expect(recorder.calls).toMatchObject([{ outcome, retries: attempts - 1 }]);
    expect(ai.requests).toHaveLength(attempts);
    if (fault === 'rate-limited') expect(heard.fault).toMatchObject({ extras: { retryAfter: 7_000 } });
  });

  test('a fault that passes is not noticed', async () => {
    ai.misbehave(service, 'server-error', { times: 1 });
    const heard = await hear(provider, 'once more');
    expect(heard.pieces.join('')).toBe('You said: once more');
    expect(recorder.calls).toMatchObject([{ outcome: 'ok', retries: 1 }]);
  });

  test('a pause that the service asks for is kept', async () => {
    ai.misbehave(service, 'rate-limited', { times: 1, retryAfter: '0.3' });
    const began = performance.now();
    expect((await hear(provider, 'patience')).pieces.join('')).toBe('You said: patience');
    expect(performance.now() - began).toBeGreaterThanOrEqual(295);
    expect(ai.requests).toHaveLength(2);
  });

  test.each<[AiFault, string]>([
    ['cut', 'cut'],
    ['stall', 'timeout'],
  ])('an answer that is %s gives what was said, once, and then the fault', async (fault, outcome) => {
    ai.misbehave(service, fault);
    const heard = await hear(provider, 'a b c d e f g h');
    const said = heard.pieces.join('');
    expect(said).not.toBe('');
    expect('You said: a b c d e f g h'.startsWith(said)).toBe(true);
    expect(heard.fault).toMatchObject({ code: 'unavailable' });
    expect(recorder.calls).toMatchObject([{ outcome, retries: 0 }]);
    expect(ai.requests).toHaveLength(1);
  });

  test('an answer without end is read to its bound and no further', async () => {
    ai.misbehave(service, 'endless');
    const before = ai.bytesSent;
    const heard = await hear(provider, 'go on');
    expect(heard.fault).toMatchObject({ code: 'unavailable' });
    expect(['too_large', 'timeout']).toContain(recorder.calls[0]?.outcome);
    await expect.poll(() => ai.bytesSent).toBeGreaterThan(before);
    expect(ai.bytesSent - before).toBeLessThan(60_000_000);
  });

  test('an empty answer, and one that is refused, are said to be so', async () => {
    ai.answerWith(service, () => []);
    expect(String((await hear(provider, 'x')).fault)).toContain('empty answer');
    ai.answerWith(service, () => ({ pieces: [], refused: true }));
    expect(String((await hear(provider, 'x')).fault)).toContain('refused to answer');
  });

  test('whoever stops listening ends the call', async () => {
    ai.answerWith(service, () => ['one ', 'two ', 'three']);
    ai.hold();
    const controller = new AbortController();
    const hearing = hear(provider, 'count', { signal: controller.signal });
    await expect.poll(() => ai.requests.length).toBe(1);
    controller.abort();
    expect((await hearing).fault).toMatchObject({ code: 'unavailable' });
    expect(recorder.calls).toMatchObject([{ outcome: 'stopped' }]);
  });
});
