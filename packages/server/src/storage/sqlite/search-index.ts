import { type RawBuilder, sql } from 'kysely';
import type { SearchQuery, SearchTerm } from '../../core/search/search-store.ts';
import { sqliteCapabilities } from '../capabilities.ts';
import { builderFor } from '../sql/executor.ts';
import { mayGoOn, mayStandInside, RANKED, type ScoredId, type SearchIndex } from '../sql/search.ts';
import { conditionsOf, ownMembership } from '../sql/search-conditions.ts';
import { freshnessOf, relevanceOf, spacedText } from '../sql/search-rank.ts';
import { literalPattern } from '../sql/text.ts';
import type { SearchThread } from './search-thread.ts';

/** Search in the full-text tables of `search-program.ts`. Row numbers of `messages` grow with time. */
export class SqliteSearchIndex implements SearchIndex {
  readonly #thread: SearchThread;

  constructor(thread: SearchThread) {
    this.#thread = thread;
  }

  findWords(userId: string, query: SearchQuery, begun: boolean, limit: number): Promise<ScoredId[]> {
    if (begun && query.terms.every(mayStandInside)) return this.#findBegun(userId, query, limit);
    const wanted = query.terms.map((term) => toMatch(term, begun)).join(' AND ');
    return this.#rank(userId, query, {
      index: sql`words`,
      matches: sql`words match ${wanted}`,
      counts: sql`true`,
      limit,
    });
  }

  /**
   * By the pieces of words, which are there in order, and so with those that have them inside, which come last. All words that
   * begin alike the index of words would first put together, however many messages hold them; only for one or two
   * characters it keeps that ready.
   */
  #findBegun(userId: string, query: SearchQuery, limit: number): Promise<ScoredId[]> {
    const tokens = query.terms.flatMap((term) => term.tokens);
    const held = tokens.map((token) => sql`messages.search_text like ${literalPattern(token)} escape '!'`);
    const matches = sql`parts match ${toTrigrams(tokens)} and ${sql.join(held, sql` and `)}`;
    const begun = tokens.map((token) => sql`instr(spaced, ${` ${token}`}) > 0`);
    return this.#rank(userId, query, { index: sql`parts`, matches, counts: sql.join(begun, sql` and `), limit });
  }

  /** Of the newest matches the best. Cross joins keep the order of the index, so that no others are ever looked at. */
  #rank(
    userId: string,
    query: SearchQuery,
    { index, matches, counts, limit }: Record<'index' | 'matches' | 'counts', RawBuilder<unknown>> & { limit: number },
  ): Promise<ScoredId[]> {
    return this.#run(sql`
      select id, iif(${counts}, ${relevanceOf(query.terms)} * ${freshnessOf(sqliteCapabilities)}, 0) as score from (
        select messages.id, messages.created_at, ${spacedText} as spaced
        from ${index} cross join messages on messages.rowid = ${index}.rowid cross ${ownMembership(userId)}
        where ${matches} and ${conditionsOf(userId, query)} order by ${index}.rowid desc limit ${RANKED})
      order by score desc, id desc limit ${limit}`);
  }

  findInside(userId: string, query: SearchQuery, inside: readonly string[], limit: number): Promise<ScoredId[]> {
    const trigrams = toTrigrams(inside);
    const parts = inside.map((token) => sql`messages.search_text like ${literalPattern(token)} escape '!'`);
    const others = query.terms.filter((term) => !mayStandInside(term)).map((term) => toMatch(term, true));
    const rest =
      others.length === 0
        ? sql`true`
        : sql`parts.rowid in (select rowid from words where words match ${others.join(' AND ')})`;
    return this.#run(sql`
      select messages.id, 0 as score
      from parts cross join messages on messages.rowid = parts.rowid cross ${ownMembership(userId)}
      where parts match ${trigrams} and ${rest} and ${sql.join(parts, sql` and `)} and ${conditionsOf(userId, query)}
      order by parts.rowid desc limit ${limit}`);
  }

  findAll(userId: string, query: SearchQuery, limit: number): Promise<ScoredId[]> {
    // From the newest on until there are enough; an index on the sender would have to be sorted whole.
    return this.#run(sql`
      select messages.id, 0 as score from messages not indexed cross ${ownMembership(userId)}
      where ${conditionsOf(userId, query)} order by messages.rowid desc limit ${limit}`);
  }

  async #run(query: RawBuilder<unknown>): Promise<ScoredId[]> {
    const { sql: text, parameters } = query.compile(builderFor(sqliteCapabilities));
    return (await this.#thread.query(text, parameters)) as ScoredId[];
  }
}

/** Tokens hold no character of this syntax. */
function toMatch(term: SearchTerm, begun: boolean): string {
  return `"${term.tokens.join(' ')}"${begun && mayGoOn(term) ? '*' : ''}`;
}

/** Without positions in its index a longer piece is found by all its trigrams, and then looked at. */
function toTrigrams(tokens: readonly string[]): string {
  const trigrams = tokens.flatMap((token) => {
    const characters = [...token];
    return characters.slice(2).map((_, index) => `"${characters.slice(index, index + 3).join('')}"`);
  });
  return [...new Set(trigrams)].join(' AND ');
}
