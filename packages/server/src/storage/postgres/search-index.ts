import { type RawBuilder, sql } from 'kysely';
import type { SearchQuery, SearchTerm } from '../../core/search/search-store.ts';
import { standsAlone } from '../../core/search/tokens.ts';
import type { Executor } from '../sql/executor.ts';
import { mayStandInside, RANKED, type ScoredId, type SearchIndex } from '../sql/search.ts';
import { conditionsOf, holdsPhrase, ownMembership } from '../sql/search-conditions.ts';
import { literalPattern } from '../sql/text.ts';

/** Exactly the expression of the index `messages_words`. */
const words = sql`array_to_tsvector(string_to_array(messages.search_text, ' '))`;

/** Search on PostgreSQL’s own indexes, current with every commit. */
export class PostgresSearchIndex implements SearchIndex {
  readonly #executor: Executor;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  findWords(userId: string, query: SearchQuery, limit: number): Promise<ScoredId[]> {
    const wanted = query.terms.map(toTsquery).join(' & ');
    const whole = query.terms.flatMap(({ tokens }) => tokens.map((token) => `'${token}'`)).join(' | ');
    const phrases = query.terms.filter(({ tokens }) => tokens.length > 1);
    // What is new counts half as much again, after a month a quarter: never more than a whole word over a part of one.
    return this.#run(sql`
      select id, relevance * (1 + 0.5 / (1 + greatest(${Date.now()}::float8 - created_at, 0) / 2592000000)) as score from (
        select messages.id, messages.created_at, 
          (ts_rank(${words}, ${wanted}::tsquery) + ts_rank(${words}, ${whole}::tsquery))::float8 as relevance
        from messages ${ownMembership(userId)}
        where ${words} @@ ${wanted}::tsquery and ${all(phrases.map(({ tokens, open }) => holdsPhrase(tokens, open)))}
          and ${conditionsOf(userId, query)}
        order by messages.id desc limit ${RANKED}) as newest
      order by score desc, id desc limit ${limit}`);
  }

  async findInside(userId: string, query: SearchQuery, inside: readonly string[], limit: number): Promise<ScoredId[]> {
    if (!(await this.#hasTrigrams())) return [];
    const parts = inside.map((token) => sql`messages.search_text like ${literalPattern(token)} escape '!'`);
    const others = query.terms
      .filter((term) => !mayStandInside(term))
      .map((term) => sql`${words} @@ ${toTsquery(term)}::tsquery and ${holdsPhrase(term.tokens, isOpen(term))}`);
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

function isOpen({ tokens, open }: SearchTerm): boolean {
  return open && !standsAlone(tokens.at(-1) as string);
}

/** Tokens hold no character of this syntax. */
function toTsquery(term: SearchTerm): string {
  const quoted = term.tokens.map((token) => `'${token}'`);
  const last = quoted.at(-1) as string;
  if (isOpen(term)) quoted[quoted.length - 1] = `${last}:*`;
  return quoted.join(' & ');
}
