import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makeModelProviders } from '../../src/integrations/ai/make-model-providers.ts';
import { OpenAiModerator } from '../../src/integrations/moderation/openai-moderator.ts';
import { LibreTranslate } from '../../src/integrations/translation/libretranslate.ts';
import { ModelTranslator } from '../../src/integrations/translation/model-translator.ts';
import type { AiFault, AiServer } from '../support/ai-server.ts';
import { startAiServer } from '../support/ai-server.ts';
import { quietLog as log } from '../support/stores.ts';
import { shortLimits as limits, Recorder, settingsFor } from './support.ts';

let ai: AiServer;
let activity: Recorder;
beforeAll(async () => {
  ai = await startAiServer();
});
beforeEach(() => {
  activity = new Recorder();
});
afterEach(() => ai.reset());
afterAll(() => ai.close());

const FAULTS: readonly AiFault[] = [
  'hang',
  'stall',
  'drip',
  'rate-limited',
  'server-error',
  'bad-request',
  'unauthorized',
  'break',
  'cut',
  'endless',
  'endless-line',
  'invalid-json',
  'redirect',
];

describe('LibreTranslate', () => {
  const make = (key: string | null = null) => new LibreTranslate({ url: ai.libreBaseUrl, key, log, activity, limits });

  test('translates, and finds out the language where it is not told', async () => {
    expect(await make().translate('good morning', 'de', null)).toEqual({ text: '[de] good morning', source: 'en' });
    expect(await make('its-key').translate('good morning', 'zh-CN', 'en-GB')).toMatchObject({ source: 'en-GB' });
    expect(ai.requests.map(({ body }) => body)).toEqual([
      { q: 'good morning', source: 'auto', target: 'de', format: 'text' },
      { q: 'good morning', source: 'en', target: 'zh-Hans', format: 'text', api_key: 'its-key' },
    ]);
  });

  test('a language it does not know leaves the text alone', async () => {
    expect(await make().translate('good morning', 'eo', 'en')).toBeUndefined();
    expect(activity.calls).toMatchObject([{ service: 'translation', provider: 'libretranslate', outcome: 'rejected' }]);
  });

  test.each(FAULTS)('%s leaves the text alone', async (fault) => {
    ai.misbehave('libretranslate', fault);
    expect(await make().translate('good morning', 'de', 'en')).toBeUndefined();
    expect(activity.calls).toHaveLength(1);
    expect(activity.calls[0]?.outcome).not.toBe('ok');
  });
});

describe('a model that translates', () => {
  function make(id: string): ModelTranslator {
    const providers = makeModelProviders({ settings: settingsFor(ai), activity, limits });
    const provider = providers.find((one) => one.id === id);
    return new ModelTranslator({ engine: id, ask: (request) => provider?.reply(request) ?? never(), log });
  }

  test.each([
    ['openai', 'chat'],
    ['gemini', 'gemini'],
    ['compatible', 'chat'],
  ] as const)('%s gives translation and language; the text stands apart from the task', async (id, service) => {
    const found = await make(id).translate('good morning', 'es', null);
    expect(found).toEqual({ text: '[es] good morning', source: 'en' });
    const { body } = ai.requestsTo(service)[0] ?? {};
    expect(body.messages?.[1]?.content ?? body.contents?.[0]?.parts?.[0]?.text).toBe('good morning');
    expect(body.temperature ?? body.generationConfig?.temperature).toBe(0);
  });

  test('what is far too long is no translation, and fences are no part of one', async () => {
    ai.answerWith('chat', () => 'on and on '.repeat(1_000));
    expect(await make('openai').translate('hi', 'es', 'en')).toBeUndefined();
    ai.answerWith('chat', () => ['```json\n', '{"translation":"hola","source":"EN"}', '\n```']);
    expect(await make('openai').translate('hi', 'es', null)).toEqual({ text: 'hola', source: 'en' });
  });

  test.each(FAULTS)('%s leaves the text alone', async (fault) => {
    ai.misbehave('chat', fault);
    expect(await make('openai').translate('good morning everybody', 'de', 'en')).toBeUndefined();
  });
});

describe('OpenAI’s moderation', () => {
  const make = () => new OpenAiModerator({ baseUrl: ai.openaiBaseUrl, key: 'sk-test-1', log, activity, limits });

  test('gives the scores of the categories', async () => {
    ai.answerWith('moderations', () => ({ violence: 0.8, hate: 0 }));
    expect(await make().score('text')).toEqual({ score: 0.8, categories: { violence: 0.8 } });
    expect(ai.requests[0]?.headers.authorization).toBe('Bearer sk-test-1');
  });

  test.each(FAULTS)('%s gives none', async (fault) => {
    ai.misbehave('moderations', fault);
    expect(await make().score('text')).toBeUndefined();
    expect(activity.calls[0]?.outcome).not.toBe('ok');
  });
});

// biome-ignore lint/correctness/useYield: an answer that never was.
async function* never(): AsyncGenerator<string> {
  throw new Error('no such provider');
}
