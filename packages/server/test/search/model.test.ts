import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseQuery } from '../../src/core/search/parse-query.ts';
import { standsAlone, toSearchText } from '../../src/core/search/tokens.ts';
import { insertGroup, insertMessage, makeUser } from '../support/rows.ts';
import { describeOnEachDatabase } from '../support/stores.ts';
import { texts } from './support.ts';

const anna = makeUser();
const words = [
  'über',
  'uber',
  'überall',
  'bahn',
  'Hauptbahnhof',
  'a',
  'ab',
  'abc',
  '你好',
  '好',
  '我你',
  'タワー',
  '👍',
  'ดีครับ',
  'x-y',
  "don't",
];

/** Whether a text holds what a query asks for, said as plainly as can be. */
function holds(text: string, query: string): boolean {
  const { terms, notTerms } = parseQuery(query);
  const padded = ` ${toSearchText(text) ?? ''} `;
  const wanted = terms.every(({ tokens, open }) => {
    const phrase = tokens.join(' ');
    const last = tokens.at(-1)!;
    if (!open || standsAlone(last)) return padded.includes(` ${phrase} `);
    if (tokens.length === 1 && [...last].length >= 3) return padded.includes(phrase);
    return padded.includes(` ${phrase}`);
  });
  return wanted && notTerms.every((tokens) => !padded.includes(` ${tokens.join(' ')} `));
}

const sentence = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 4 }).map((list) => list.join(' '));
const queryPart = fc.oneof(
  fc.constantFrom(...words, 'bahnh', 'uptba', '好我', 'wara', 'ワ', 'ดี'),
  sentence.map((text) => `"${text}"`),
  fc.constantFrom(...words).map((word) => `-${word}`),
);
const query = fc.array(queryPart, { minLength: 1, maxLength: 3 }).map((list) => list.join(' '));

describeOnEachDatabase('search against its plain meaning', (create) => {
  test('finds exactly the messages that hold what was asked', async () => {
    const store = await (await create()).open();
    const group = await insertGroup(store, [anna.id]);
    const corpus = [...new Set(fc.sample(sentence, { numRuns: 300, seed: 1 }))];
    await store.transaction(async (tx) => {
      for (const text of corpus) await insertMessage(tx, group.id, anna, text);
    });
    let found = 0;
    await fc.assert(
      fc.asyncProperty(query, async (asked) => {
        const expected = corpus.filter((text) => holds(text, asked));
        found += expected.length;
        expect((await texts(store, anna, asked, { limit: 1_000 })).sort()).toEqual(expected.sort());
      }),
      { numRuns: 250, seed: 7 },
    );
    expect(found).toBeGreaterThan(1_000);
  }, 60_000);
});
