import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isEmpty, type ParsedQuery, parseQuery } from '../../src/core/search/parse-query.ts';

const day = (text: string) => Date.parse(text);
const word = (...tokens: string[]) => ({ tokens, open: true });
const phrase = (...tokens: string[]) => ({ tokens, open: false });

/** Only what is not empty. */
function parse(text: string): Partial<ParsedQuery> {
  const filled = Object.entries(parseQuery(text)).filter(
    ([, value]) => value !== null && !(Array.isArray(value) && value.length === 0),
  );
  return Object.fromEntries(filled);
}

test.each<[string, Partial<ParsedQuery>]>([
  ['hello World', { terms: [word('hello'), word('world')] }],
  ['"Hello there" you', { terms: [phrase('hello', 'there'), word('you')] }],
  ['“typographic quotes”', { terms: [phrase('typographic', 'quotes')] }],
  ['"never closed', { terms: [phrase('never', 'closed')] }],
  ['foo-bar', { terms: [word('foo', 'bar')] }],
  ['東京 タワー', { terms: [word('東', '京'), word('タ', 'ワ', 'ー')] }],
  ['-no -"not this" yes', { notTerms: [['no'], ['not', 'this']], terms: [word('yes')] }],
  ['from:anna from:@bob -from:me', { from: ['anna', 'bob'], notFrom: ['me'] }],
  ['from:"Anna Müller"', { from: ['Anna Müller'] }],
  ['FROM:Anna In:#general -in:random', { from: ['Anna'], in: ['general'], notIn: ['random'] }],
  ['has:link has:IMAGE -has:pin', { has: ['link', 'image'], notHas: ['pin'] }],
  ['is:unread', { unread: true }],
  ['-is:unread', { unread: false }],
  ['before:2026-02-03 after:2026-01', { before: day('2026-02-03'), after: day('2026-01-01') }],
  ['after:2026 after:2026-06-01T12:00Z', { after: day('2026-06-01T12:00Z') }],
  ['-before:2026-01-01', { after: day('2026-01-01') }],
  ['-after:2026-01-01', { before: day('2026-01-01') }],
])('%s', (text, expected) => {
  expect(parse(text)).toEqual(expected);
});

test.each<[string, Partial<ParsedQuery>]>([
  ['to:anna', { terms: [word('to', 'anna')] }],
  ['has:money', { terms: [word('has', 'money')] }],
  ['is:red', { terms: [word('is', 'red')] }],
  ['before:soon', { terms: [word('before', 'soon')] }],
  ['after:2026-13-45', { terms: [word('after', '2026', '13', '45')] }],
  ['from:', { terms: [word('from')] }],
  ['from: anna', { terms: [word('from'), word('anna')] }],
  ['-has:money', { notTerms: [['has', 'money']] }],
])('what is no operator that makes sense is words: %s', (text, expected) => {
  expect(parse(text)).toEqual(expected);
});

test.each(['foo* OR bar', 'NEAR(a b)', 'text:x', '^a', '{a}', '(a', "a' & b", 'a:*', '%', '_', '\\', 'a\0b'])(
  'nothing typed is query syntax: %s',
  (text) => {
    for (const { tokens } of parseQuery(text).terms) {
      for (const token of tokens) expect(token).toMatch(/^[a-z0-9]+$/);
    }
  },
);

test('nothing to look for is empty', () => {
  for (const text of ['', '   ', '!!!', '-', '""', '- -']) expect(isEmpty(parseQuery(text)), text).toBe(true);
  for (const text of ['a', '-a', 'has:pin', 'is:unread', '-is:unread', 'before:2026', 'in:x']) {
    expect(isEmpty(parseQuery(text)), text).toBe(false);
  }
});

test('no text makes it fail', () => {
  const parts = fc.constantFrom(
    'from:',
    'in:',
    '-',
    '"',
    'has:',
    'is:',
    'before:',
    '2026',
    'link',
    ' ',
    'x',
    '“',
    '\0',
    '\ud800',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(parts).map((list) => list.join('')),
      ),
      (text) => {
        parseQuery(text);
      },
    ),
    { numRuns: 2_000 },
  );
});
