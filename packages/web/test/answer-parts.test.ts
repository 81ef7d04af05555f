import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toAnswerParts } from '../src/lib/answer-parts.ts';

test('code and emphasis are set apart', () => {
  expect(toAnswerParts('Use `npm ci`, **not** this:\n```sh\nnpm install\n```\nDone.')).toEqual([
    { kind: 'text', text: 'Use ' },
    { kind: 'code', text: 'npm ci' },
    { kind: 'text', text: ', ' },
    { kind: 'strong', text: 'not' },
    { kind: 'text', text: ' this:\n' },
    { kind: 'block', text: 'npm install' },
    { kind: 'text', text: 'Done.' },
  ]);
});

test('a block that is still being written is one', () => {
  expect(toAnswerParts('So:\n```ts\nconst a = 1;')).toEqual([
    { kind: 'text', text: 'So:\n' },
    { kind: 'block', text: 'const a = 1;' },
  ]);
});

test('single stars, a lone backtick and multiplication stay as they are', () => {
  for (const text of ['2 * 3 ** 4', 'a ` b', '** x **', '*soft*']) {
    expect(toAnswerParts(text)).toEqual([{ kind: 'text', text }]);
  }
});

test('whatever is written, nothing but the marks is lost', () => {
  const piece = fc.oneof(fc.string(), fc.constantFrom('`', '``', '```', '```js\n', '**', '*', '\n', 'word'));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join('');
      let at = 0;
      for (const part of toAnswerParts(text)) {
        const found = text.indexOf(part.text, at);
        expect(found).toBeGreaterThanOrEqual(at);
        at = found + part.text.length;
      }
      expect(toAnswerParts(text.replaceAll(/[`*]/g, ''))).toHaveLength(text.replaceAll(/[`*]/g, '') === '' ? 0 : 1);
    }),
  );
});
