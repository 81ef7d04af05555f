import { describe, expect, test } from 'vitest';
import { needsTranslation, readTextLanguage } from '../../src/core/translation/text-language.ts';
import { eldLanguageDetector } from '../../src/integrations/translation/eld-language-detector.ts';

const read = (text: string) => readTextLanguage(eldLanguageDetector, text);

async function needs(text: string, target: string, known: string[] = [], sender: string | null = null) {
  return needsTranslation(await read(text), { target, known }, sender);
}

describe('a text is translated for a reader', () => {
  test.each([
    ['The train leaves at nine in the morning', 'de', []],
    ['Guten Morgen zusammen', 'en', []],
    ['Привет', 'en', ['de']],
    ['안녕', 'en', []],
    ['你好', 'en', []],
    ['see `npm i` and then tell me what the server said', 'es', []],
  ])('%s, into %s', async (text, target, known) => {
    expect(await needs(text, target, known)).toBe(true);
  });

  test.each([
    ['it is in that language', 'The train leaves at nine in the morning', 'en', []],
    ['in another region of it', 'The train leaves at nine in the morning', 'en-AU', []],
    ['the reader knows it', 'The train leaves at nine in the morning', 'de', ['en-US']],
    ['the reader knows its script', 'Привет', 'de', ['ru']],
    ['it may be Chinese or Japanese', '你好', 'ja', []],
    ['nobody can tell so short a text', 'ok', 'de', []],
    ['a laugh is one everywhere', 'haha lol', 'de', []],
    ['there are only numbers', '12 345,67 € – 10:30', 'de', []],
    ['there are only emoji', '🎉🎉🎉 👩‍👩‍👧', 'de', []],
    ['there is only code', '```\nThe whole message is code\n```', 'de', []],
    ['there is only a link', 'https://example.org/the/train/leaves/at/nine', 'de', []],
    ['there are only mentions', '@the.train @leaves.at #nine', 'de', []],
  ])('not when %s', async (_why, text, target, known) => {
    expect(await needs(text, target, known)).toBe(false);
  });

  test('of a few words the sender’s language is believed more than the detector', async () => {
    const text = 'ja gerne';
    expect((await read(text)).language, 'the detector is wrong').toBe('da');
    expect(await needs(text, 'de', [], 'de')).toBe(false);
    expect(await needs(text, 'en', [], 'de')).toBe(true);
  });

  test('of a mixture the sender’s language decides', async () => {
    const mixture = { hasWords: true, language: null, scriptLanguages: null, short: false };
    expect(needsTranslation(mixture, { target: 'de', known: [] }, 'de')).toBe(false);
    expect(needsTranslation(mixture, { target: 'de', known: [] }, 'fr')).toBe(true);
    expect(needsTranslation(mixture, { target: 'de', known: [] }, null)).toBe(true);
  });
});
