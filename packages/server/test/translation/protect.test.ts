import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Translator } from '../../src/core/ports/translator.ts';
import { keepsLayout } from '../../src/core/translation/layout.ts';
import { splitProtected } from '../../src/core/translation/protected-spans.ts';
import { translateProtected } from '../../src/core/translation/translate-protected.ts';

const show = (text: string) =>
  splitProtected(text)
    .map((span) => (span.kept ? `«${span.text}»` : span.text))
    .join('');

describe('what is kept', () => {
  test.each([
    ['Hi @anna, see https://x.org/a?b=1.', 'Hi «@anna», see «https://x.org/a?b=1».'],
    ['run `npm i` now', 'run «`npm i`» now'],
    ['``a ` b`` and ```\nconst a;\n``` after', '«``a ` b``» and «```\nconst a;\n```» after'],
    ['open ~~~ fence\nto the end', 'open «~~~ fence\nto the end»'],
    [
      'see [the label](https://e.org "t") and ![a picture](u)',
      'see «[»the label«](https://e.org "t")» and «![a picture](u)»',
    ],
    ['write to a.b@c.de or <https://x.y>', 'write to «a.b@c.de» or «<https://x.y>»'],
    ['party 🎉🎉 👩‍👩‍👧 :tada: 1️⃣', 'party «🎉🎉» «👩‍👩‍👧» «:tada:» «1️⃣»'],
    [
      'flags 🇩🇪🇫🇷 and 🏴󠁧󠁢󠁥󠁮󠁧󠁿, 🏳️‍🌈, hands 👍🏽 and ✌️, keys #️⃣ 5⃣',
      'flags «🇩🇪🇫🇷» and «🏴󠁧󠁢󠁥󠁮󠁧󠁿», «🏳️‍🌈», hands «👍🏽» and «✌️», keys «#️⃣» «5⃣»',
    ],
    ['© 2026, 100 % ™ 7*6', '«©» 2026, 100 % «™» 7*6'],
    ['in #general at 10:30:45, 5 @ 3, C# and a#b', 'in «#general» at 10:30:45, 5 @ 3, C# and a#b'],
    ['a ⟦0⟧ of his own', 'a «⟦»0«⟧» of his own'],
    ['**bold** _and_ plain', '**bold** _and_ plain'],
  ])('%s', (text, shown) => {
    expect(show(text)).toBe(shown);
  });

  test('the spans of any text are the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(
          splitProtected(text)
            .map((span) => span.text)
            .join(''),
        ).toBe(text);
      }),
    );
  });
});

/** What people write: words among things that must stay, with lines and Markdown. */
const word = fc.constantFrom('hello', 'good', 'Morgen', 'привет', 'día', 'we', 'meet', 'tomorrow');
const thing = fc.constantFrom(
  '`x = 1`',
  '```js\nlet a;\n```',
  'https://example.org/a_b?c=d#e',
  '@anna.b',
  '#general',
  '🎉',
  '👍🏽🇩🇪',
  ':smile:',
  'me@example.org',
  '[the docs](https://example.org/docs)',
  '⟦1⟧',
);
const line = fc
  .tuple(
    fc.constantFrom('', '', '- ', '1. ', '> ', '## '),
    fc.array(
      fc.oneof(
        { arbitrary: word, weight: 3 },
        thing,
        word.map((one) => `**${one}**`),
      ),
      { minLength: 1, maxLength: 6 },
    ),
  )
  .map(([mark, words]) => mark + words.join(' '));
const message = fc.array(line, { minLength: 1, maxLength: 4 }).map((lines) => lines.join('\n'));

type Engine = (text: string) => string | undefined;
const engines: Record<string, Engine> = {
  'a good one': (text) => text.replace(/\p{L}+/gu, (one) => `${one}o`),
  'one that turns sentences around': (text) =>
    text
      .split('\n')
      .map((one) => one.split(' ').toReversed().join(' '))
      .join('\n'),
  'one that puts spaces into placeholders': (text) => text.replace(/⟦(\d+)⟧/g, '⟦ $1 ⟧'),
  'one that loses placeholders': (text) => text.replace(/⟦\d+⟧/, ''),
  'one that says a placeholder twice': (text) => text.replace(/(⟦\d+⟧)/, '$1 $1'),
  'one that writes other brackets': (text) => text.replace(/⟦(\d+)⟧/g, '[$1]'),
  'one that invents placeholders': (text) => `${text} ⟦99⟧`,
  'one that breaks a placeholder': (text) => text.replace(/⟦(\d+)⟧/, '⟦$1'),
  'one that runs lines together': (text) => text.replaceAll('\n', ' '),
  'one that drops Markdown': (text) => text.replace(/\*\*|^[-#>]+ /gm, ''),
  'one that answers anything': () => 'As a language model I would rather talk about ⟦0⟧.\nAnd more.',
  'one that is silent': () => '',
  'one that fails': () => undefined,
};

const toTranslator = (engine: Engine): Translator & { calls: number } => ({
  engine: 'test',
  calls: 0,
  async translate(text: string) {
    this.calls += 1;
    const said = engine(text);
    return said === undefined ? undefined : { text: said, source: 'en' };
  },
});

const keptIn = (text: string) =>
  splitProtected(text)
    .flatMap((span) => (span.kept ? [span.text] : []))
    .sort();

describe('a translation', () => {
  test.each(Object.entries(engines))('by %s has all that was to be kept, or is none', async (_name, engine) => {
    await fc.assert(
      fc.asyncProperty(message, async (text) => {
        const translator = toTranslator(engine);
        const found = await translateProtected(translator, text, 'de', null);
        if (found === undefined) return;
        const left = keptIn(found.text);
        for (const one of keptIn(text)) {
          const at = left.indexOf(one);
          expect(at, `${one} in ${found.text}`).toBeGreaterThanOrEqual(0);
          left.splice(at, 1);
        }
        expect(found.text.split('\n')).toHaveLength(text.split('\n').length);
        expect(translator.calls).toBeLessThanOrEqual(13);
      }),
      { numRuns: 200 },
    );
  });

  test.each(['a good one', 'one that turns sentences around', 'one that puts spaces into placeholders'])(
    'by %s takes one call where there are no lines and no Markdown to lose',
    async (name) => {
      const translator = toTranslator(engines[name] as Engine);
      const found = await translateProtected(translator, 'see `x` at https://a.org 🎉 @anna today', 'de', null);
      expect(found).toBeDefined();
      expect(translator.calls).toBe(1);
    },
  );

  test('of what the engine mangles is made piece by piece', async () => {
    const translator = toTranslator((text) => text.replace(/⟦\d+⟧/g, '').toUpperCase());
    const text = '- ask **@anna** about `code`\n- then go home';
    expect(await translateProtected(translator, text, 'de', null)).toEqual({
      text: '- ASK **@anna** ABOUT `code`\n- THEN GO HOME',
      source: 'en',
    });
  });

  test('that would take too many pieces is not made', async () => {
    const translator = toTranslator((text) => text.replace(/⟦\d+⟧/g, ''));
    const text = Array.from({ length: 14 }, (_, index) => `word @p${index}`).join(' ');
    expect(await translateProtected(translator, text, 'de', null)).toBeUndefined();
    expect(translator.calls).toBe(1);
  });

  test('keeps the space around it', async () => {
    const translator = toTranslator((text) => text.toUpperCase());
    expect((await translateProtected(translator, '\n  hello there \n', 'de', null))?.text).toBe('\n  HELLO THERE \n');
  });
});

test('layout is the lines, their marks and the emphasis', () => {
  expect(keepsLayout('- one\n- two', '- eins\n- zwei')).toBe(true);
  expect(keepsLayout('- one\n- two', '- eins, zwei')).toBe(false);
  expect(keepsLayout('- one\n- two', '- eins\nzwei')).toBe(false);
  expect(keepsLayout('a **b**', 'ein b')).toBe(false);
  expect(keepsLayout('see you May 3', '3. Mai')).toBe(true);
});

test('texts made to be hard to take apart are taken apart', () => {
  const hard = [
    '`',
    '[',
    '[a',
    '![a',
    ':a',
    '@a.',
    'a',
    '<a:',
    '```a',
    '`a',
    'a@b.',
    '[a](b "',
    '[a](',
    'a.',
    '🎉',
    'http://',
    '⟦',
  ];
  for (const one of hard) {
    const text = one.repeat(Math.ceil(20_000 / one.length));
    expect(
      splitProtected(text)
        .map((span) => span.text)
        .join(''),
      one,
    ).toBe(text);
  }
});
