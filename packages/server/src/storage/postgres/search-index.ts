import { type RawBuilder, sql } from 'kysely';
import type { SearchQuery, SearchTerm } from '../../core/search/search-store.ts';
import { postgresCapabilities } from '../capabilities.ts';
import type { Executor } from '../sql/executor.ts';
import { mayGoOn, mayStandInside, RANKED, type ScoredId, type SearchIndex } from '../sql/search.ts';
import { conditionsOf, holdsPhrase, ownMembership } from '../sql/search-conditions.ts';
import { freshnessOf, relevanceOf, spacedText } from '../sql/search-rank.ts';
import { literalPattern } from '../sql/text.ts';

/** Exactly the expression of the index `messages_words`. */
const words = sql`array_to_tsvector(string_to_array(messages.search_text, ' '))`;

/** Search on PostgreSQL’s own indexes, current with every commit. */
export class PostgresSearchIndex implements SearchIndex {
  readonly #executor: Executor;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  findWords(userId: string, query: SearchQuery, begun: boolean, limit: number): Promise<ScoredId[]> {
    const wanted = query.terms.map((term) => toTsquery(term, begun)).join(' & ');
    const phrases = query.terms.filter(({ tokens }) => tokens.length > 1);
    const held = phrases.map((term) => holdsPhrase(term.tokens, begun && mayGoOn(term)));
    return this.#run(sql`
      select id, (${relevanceOf(query.terms)} * ${freshnessOf(postgresCapabilities)})::float8 as score from (
        select messages.id, messages.created_at, ${spacedText} as spaced
        from messages ${ownMembership(userId)}
        where ${words} @@ ${wanted}::tsquery and ${all(held)} and ${conditionsOf(userId, query)}
        order by messages.id desc limit ${RANKED}) as newest
      order by score desc, id desc limit ${limit}`);
  }

  async findInside(userId: string, query: SearchQuery, inside: readonly string[], limit: number): Promise<ScoredId[]> {
    if (!(await this.#hasTrigrams())) return [];
    const parts = inside.map((token) => sql`messages.search_text like ${literalPattern(token)} escape '!'`);
    const others = query.terms
      .filter((term) => !mayStandInside(term))
      .map((term) => sql`${words} @@ ${toTsquery(term, true)}::tsquery and ${holdsPhrase(term.tokens, mayGoOn(term))}`);
    return this.#run(sql`
      select messages.id, 0 as score from messages ${ownMembership(userId)}
      where ${all([...parts, ...others])} and ${conditionsOf(userId, query)}
      order by messages.id desc limit ${limit}`);
  }

  findAll(userId: string, query: SearchQuery, limit: number): Promise<ScoredId[]> {
    return this.#run(sql`
      select messages.id, 0 as score from messages ${ownMembership(userId)}
      where ${conditionsOf(userId, query)}
      order by messages.id desc limit ${limit}`);
  }

  /** Without the extension the same search would read the whole table. */
  async #hasTrigrams(): Promise<boolean> {
    const rows = await this.#executor.connection.query(`select to_regclass('messages_parts') is not null as there`, []);
    return (rows[0] as { there: boolean }).there;
  }

  async #run(query: RawBuilder<unknown>): Promise<ScoredId[]> {
    const { sql: text, parameters } = query.compile(this.#executor.build);
    return (await this.#executor.connection.query(text, parameters)) as ScoredId[];
  }
}

function all(conditions: RawBuilder<unknown>[]): RawBuilder<unknown> {
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `);
}

/** Tokens hold no character of this syntax. */
function toTsquery(term: SearchTerm, begun: boolean): string {
  return `${term.tokens.map((token) => `'${token}'`).join(' & ')}${begun && mayGoOn(term) ? ':*' : ''}`;
}
