import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { standsAlone, tokenise, toSearchText } from '../../src/core/search/tokens.ts';

describe('the tokens of a text', () => {
  test.each([
    ['English', "Hello, World! foo-bar don't 1,000 x_y", 'hello world foo bar don t 1 000 x y'],
    ['German', 'Größe, Straße, Ärger', 'grosse strasse arger'],
    ['French', 'École où ça, Œuvre', 'ecole ou ca oeuvre'],
    ['Polish and Danish', 'Łódź, smørrebrød', 'lodz smorrebrod'],
    ['Turkish', 'İstanbul ılık', 'istanbul ilik'],
    ['Russian', 'Привет, Ёлка', 'привет елка'],
    ['Greek', 'Καλημέρα Οδυσσεύς', 'καλημερα οδυσσευσ'],
    ['Arabic', 'مُحَمَّد أحمد', 'محمد احمد'],
    ['Hebrew', 'שָׁלוֹם עולם', 'שלום עולם'],
    ['Hindi', 'नमस्ते दुनिया', 'नमस्ते दुनिया'],
    ['Chinese', '你好，世界abc', '你 好 世 界 abc'],
    ['Japanese', '東京タワーが好き', '東 京 タ ワ ー が 好 き'],
    ['Korean', '고등학교에서', '고 등 학 교 에 서'],
    ['Thai', 'สวัสดีครับ', 'ส วั ส ดี ค รั บ'],
    ['emoji', 'ok👍🏽 😀👨‍👩‍👧 🇩🇪', 'ok 👍 😀 👨 👩 👧 🇩🇪'],
    ['full and half width', 'ＡＢＣ ﾊﾝ ⑴', 'abc ハ ン 1'],
    ['addresses', 'https://a.example/b?c=d me@example.org', 'https a example b c d me example org'],
  ])('%s', (_language, text, expected) => {
    expect(toSearchText(text)).toBe(expected);
  });

  test('are none where there is nothing to find', () => {
    for (const text of ['', ' ', '!?…', '—', '\u200b']) expect(toSearchText(text)).toBeNull();
  });

  test('are cut when they are endless', () => {
    expect(toSearchText('a'.repeat(20_000))).toBe('a'.repeat(64));
    expect(toSearchText('ä'.repeat(20_000))).toBe('a'.repeat(64));
  });

  test('know whether they have a beginning', () => {
    expect(['你', 'サ', 'ดี', '한', '👍', '🇩🇪', 'ー'].map(standsAlone)).not.toContain(false);
    expect(['a', '9', 'ab', 'я'].map(standsAlone)).not.toContain(true);
  });

  test('never hold a space or a character of query syntax, stand where they say, and fold to themselves', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.string({ unit: 'binary-ascii', maxLength: 200 }),
      fc.string({ unit: fc.constantFrom(...'aÄß é中タ한ดี👍🇩🇪"\'*%_()-:½ﬁ⑴ﷺ'), maxLength: 20 }),
    );
    fc.assert(
      fc.property(texts, (text) => {
        let end = 0;
        for (const token of tokenise(text)) {
          expect(token.text).not.toMatch(/[\s\0-\x2f:-@[-`{-\x7f]/);
          expect(token.start).toBeGreaterThanOrEqual(end);
          expect(token.end).toBeGreaterThan(token.start);
          end = token.end;
        }
        const stored = toSearchText(text);
        expect(stored ?? '').toBe(
          tokenise(text)
            .map((token) => token.text)
            .join(' '),
        );
      }),
      { numRuns: 2_000 },
    );
  });
});
