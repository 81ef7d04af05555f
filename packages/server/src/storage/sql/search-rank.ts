import { type RawBuilder, sql } from 'kysely';
import type { SearchTerm } from '../../core/search/search-store.ts';
import { standsAlone } from '../../core/search/tokens.ts';
import type { Capabilities } from '../capabilities.ts';

/**
 * How well a message fits, reckoned from its own text alone. What full-text indexes offer for it (`bm25`, `ts_rank`) counts
 * in how many messages a word stands, or reads every match: both cost more with every message there is.
 */

/** Further words of a long search find, but do not rank. */
const MOST_TERMS = 8;
/** A month in milliseconds. */
const MONTH = 2_592_000_000;

/** A text as `relevanceOf` counts in it, to be selected once for each candidate: no two words share a space. */
export const spacedText = sql<string>`' ' || replace(coalesce(messages.search_text, ''), ' ', '  ') || ' '`;

/** How often the words stand in `spaced`, less with every time and in longer texts; whole words count twice. */
export function relevanceOf(terms: readonly SearchTerm[]): RawBuilder<number> {
  const counts = terms.slice(0, MOST_TERMS).flatMap(({ tokens, open }) => {
    const begun = ` ${tokens.join('  ')}`;
    const whole = `${begun} `;
    return [whole, open && !standsAlone(tokens.at(-1) as string) ? begun : whole];
  });
  const each = counts.map((piece) => sql`${countOf(piece)} / (${countOf(piece)} + 0.3 + 0.009 * length(spaced))`);
  return sql`(${sql.join(each, sql` + `)})`;
}

/** What is new counts half as much again, after a month a quarter: never more than a whole word over a part of one. */
export function freshnessOf({ greatest }: Pick<Capabilities, 'greatest'>): RawBuilder<number> {
  const age = sql`${sql.raw(greatest)}(${sql.lit(Date.now())} - created_at, 0)`;
  return sql`(1 + 0.5 / (1 + ${age} / ${sql.lit(MONTH)}.0))`;
}

/** Texts of tokens hold no quotes, but are given as parameters all the same. */
function countOf(piece: string): RawBuilder<number> {
  return sql`((length(spaced) - length(replace(spaced, ${piece}, ''))) / ${sql.lit([...piece].length)}.0)`;
}
