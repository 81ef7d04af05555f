import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseQuery } from '../../src/core/search/parse-query.ts';
import { makeSnippet } from '../../src/core/search/snippet.ts';

/** With brackets for the marks, to be read. */
const snippet = (text: string, query: string) =>
  makeSnippet(text, parseQuery(query).terms).replaceAll('\u{E000}', '[').replaceAll('\u{E001}', ']');

test.each([
  ['Hello world, hello!', 'hello', '[Hello] world, [hello]!'],
  ['The helloing of it', 'hello', 'The [helloing] of it'],
  ['Am Hauptbahnhof', 'bahnhof', 'Am [Hauptbahnhof]'],
  ['Größe und GRÖSSE', 'grösse', '[Größe] und [GRÖSSE]'],
  ['one two three', '"one two"', '[one two] three'],
  ['one  two; one', '"one two"', '[one  two]; one'],
  ['foo bar, foo', 'foo-bar', '[foo bar], foo'],
  ['我在东京塔下', '东京', '我在[东京]塔下'],
  ['nice 👍🏽!', '👍', 'nice [👍]🏽!'],
  ['line one\nline two', 'two', 'line one line [two]'],
  ['nothing here', 'else', 'nothing here'],
  ['a \u{E000}forged\u{E001} mark', 'forged', 'a  [forged]  mark'],
])('%s ← %s', (text, query, expected) => {
  expect(snippet(text, query)).toBe(expected);
});

test('a long text is shown around its first match, cut between words', () => {
  const text = `${'before '.repeat(100)}needle ${'after '.repeat(100)}`;
  const shown = snippet(text, 'needle');
  expect(shown).toMatch(/^…before (before )*\[needle\] (after )*after…$/);
  expect(shown.length).toBeLessThan(210);
});

test('without a match the beginning is shown', () => {
  expect(snippet('word '.repeat(100), 'absent')).toMatch(/^word (word )*word…$/);
  expect(snippet(`${'x'.repeat(198)}👍${'x'.repeat(400)}`, 'absent')).not.toMatch(/\p{Surrogate}/u);
});

test('taking the marks away leaves a part of the text, whatever is searched', () => {
  const words = fc.array(fc.constantFrom('ab', 'Äb', '你好', '👍🏽', 'c-d', 'ﬁ', '\n'), { maxLength: 80 });
  fc.assert(
    fc.property(words, fc.constantFrom('ab', 'b', '你', '"c d"', 'fi', '👍', 'ab cd'), (parts, query) => {
      const text = parts.join(' ');
      const shown = makeSnippet(text, parseQuery(query).terms);
      expect(shown).not.toMatch(/\p{Surrogate}/u);
      expect(text.replace(/\s/g, ' ')).toContain(shown.replace(/[\u{E000}\u{E001}]|^…|…$/gu, ''));
      expect(shown.match(/\u{E000}/gu)?.length).toBe(shown.match(/\u{E001}/gu)?.length);
    }),
  );
});
