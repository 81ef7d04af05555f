import { expect, test } from 'vitest';
import { ConfigError } from '../../src/config/config-error.ts';
import { parseConfig } from '../../src/config/parse-config.ts';

function parse(environment: Record<string, string>) {
  return parseConfig(environment, '/srv/parlance').ai;
}

function faultsOf(environment: Record<string, string>): string {
  try {
    parse(environment);
  } catch (fault) {
    if (fault instanceof ConfigError) return fault.message;
    throw fault;
  }
  return '';
}

const OPENAI = { OPENAI_API_KEY: 'sk-0123456789' };
const GEMINI = { GEMINI_API_KEY: 'gemini-0123456789' };
const OLLAMA = { AI_BASE_URL: 'http://127.0.0.1:11434/v1', AI_MODEL: 'llama3.2' };
const LIBRE = { LIBRETRANSLATE_URL: 'http://127.0.0.1:5000' };

test.each<[string, Record<string, string>, string | null, string | null]>([
  ['nothing', {}, null, null],
  ['a key for OpenAI', OPENAI, 'openai', 'openai'],
  ['a key for Gemini', GEMINI, 'gemini', null],
  ['both keys', { ...OPENAI, ...GEMINI }, 'gemini', 'openai'],
  ['a service of one’s own', { ...OPENAI, ...OLLAMA }, 'compatible', 'openai'],
  ['LibreTranslate', { ...OPENAI, ...LIBRE }, 'openai', 'libretranslate'],
  ['a local model', { ...OPENAI, TRANSFORMERS_MODEL: 'models/tiny' }, 'transformers', 'openai'],
  ['a choice', { ...OPENAI, ...GEMINI, AI_PROVIDER: 'openai', TRANSLATION_PROVIDER: 'gemini' }, 'openai', 'gemini'],
  ['none', { ...OPENAI, AI_PROVIDER: 'none', TRANSLATION_PROVIDER: 'none' }, null, null],
])('%s: who answers and who translates', (_what, environment, provider, translation) => {
  expect(parse(environment)).toMatchObject({ provider, translation });
});

test.each<[Record<string, string>, string]>([
  [{ AI_PROVIDER: 'compatible' }, 'AI_PROVIDER is “compatible”: it also needs AI_BASE_URL'],
  [{ AI_PROVIDER: 'transformers' }, 'it also needs TRANSFORMERS_MODEL'],
  [{ TRANSLATION_PROVIDER: 'libretranslate' }, 'it also needs LIBRETRANSLATE_URL'],
  [{ TRANSLATION_PROVIDER: 'gemini' }, 'it also needs GEMINI_API_KEY'],
  [{ AI_BASE_URL: 'http://127.0.0.1:11434/v1' }, 'name the model that AI_BASE_URL is to be asked for'],
  [{ AI_MODEL: 'llama3.2' }, 'it also needs AI_BASE_URL'],
  [{ LIBRETRANSLATE_API_KEY: 'key-of-mine' }, 'LIBRETRANSLATE_API_KEY is set: it also needs LIBRETRANSLATE_URL'],
  [{ AI_MONTHLY_TOKENS: '-1' }, 'AI_MONTHLY_TOKENS'],
  [{ AI_PROVIDER: 'oracle' }, 'auto, openai, gemini, compatible, transformers, none'],
])('%j stops the start with the reason', (environment, reason) => {
  expect(faultsOf(environment)).toContain(reason);
});

test('paths are those of the folder, and the package is looked for in the data folder unless another is named', () => {
  const model = { TRANSFORMERS_MODEL: 'models/tiny' };
  expect(parse(model).transformers).toEqual({ model: '/srv/parlance/models/tiny', path: '/srv/parlance/data' });
  expect(parse({ ...model, TRANSFORMERS_PATH: '/opt' }).transformers?.path).toBe('/opt');
});
