import { type RawBuilder, sql } from 'kysely';
import type { SearchQuery, SearchTerm } from '../../core/search/search-store.ts';
import { postgresCapabilities } from '../capabilities.ts';
import type { Executor } from '../sql/executor.ts';
import { type Found, mayStandInside, RANKED, type ScoredId, type SearchIndex, type Span } from '../sql/search.ts';
import {
  conditionsOf,
  heldAs,
  holdsPhrase,
  MOST_SCOPED,
  mayGoOn,
  ownConversations,
  ownMembership,
} from '../sql/search-conditions.ts';
import { freshnessOf, relevanceOf, spacedText } from '../sql/search-rank.ts';
import { literalPattern } from '../sql/text.ts';

/** Exactly the expression of the index `messages_words`. */
const words = sql`array_to_tsvector(string_to_array(messages.search_text, ' '))`;

/** So many candidates a search looks at in one go: some 100 ms. */
const LOOKED_AT = 20_000;

/** Search on PostgreSQL’s own indexes, current with every commit. */
export class PostgresSearchIndex implements SearchIndex {
  readonly #executor: Executor;
  readonly #lookedAt: number;

  constructor(executor: Executor, lookedAt = LOOKED_AT) {
    this.#executor = executor;
    this.#lookedAt = lookedAt;
  }

  async findWords(userId: string, query: SearchQuery, begun: boolean, span: Span): Promise<Found> {
    const wanted = query.terms.map((term) => toTsquery(term, begun)).join(' & ');
    const phrases = query.terms.filter(({ tokens }) => tokens.length > 1);
    const held = phrases.map((term) => holdsPhrase(term.tokens, begun && mayGoOn(term)));
    if (begun) held.push(sql`not ${heldAs(query.terms, 'words')}`);
    const scope = await this.#scopeOf(userId, query);
    const looked = this.#lookAt([sql`${words} @@ ${wanted}::tsquery`, ...scope], span);
    return this.#find(
      span,
      looked,
      sql`
      select id, (${relevanceOf(query.terms)} * ${freshnessOf(postgresCapabilities)})::float8 as score from (
        select messages.id, messages.created_at, ${spacedText} as spaced
        from (${looked}) as messages ${ownMembership(userId)}
        where ${all(held)} and ${conditionsOf(userId, query)}
        order by messages.id desc limit ${RANKED}) as newest
      order by score desc, id desc limit ${span.limit}`,
    );
  }

  async findInside(userId: string, query: SearchQuery, inside: readonly string[], span: Span): Promise<Found> {
    if (!(await this.#hasTrigrams())) return { hits: [], bottom: null };
    const parts = inside.map((token) => sql`messages.search_text like ${literalPattern(token)} escape '!'`);
    const others = query.terms
      .filter((term) => !mayStandInside(term))
      .map((term) => sql`${words} @@ ${toTsquery(term, true)}::tsquery and ${holdsPhrase(term.tokens, mayGoOn(term))}`);
    const looked = this.#lookAt([...parts, ...(await this.#scopeOf(userId, query))], span);
    return this.#find(
      span,
      looked,
      sql`
      select messages.id, 0 as score from (${looked}) as messages ${ownMembership(userId)}
      where ${all(others)} and not ${heldAs(query.terms, 'beginnings')} and ${conditionsOf(userId, query)}
      order by messages.id desc limit ${span.limit}`,
    );
  }

  async findAll(userId: string, query: SearchQuery, span: Span): Promise<Found> {
    const looked = this.#lookAt(await this.#scopeOf(userId, query), span);
    return this.#find(
      span,
      looked,
      sql`
      select messages.id, 0 as score from (${looked}) as messages ${ownMembership(userId)}
      where ${conditionsOf(userId, query)}
      order by messages.id desc limit ${span.limit}`,
    );
  }

  /**
   * By sender and conversation, so that nothing of what others wrote elsewhere is looked at. As values and not as a join: of
   * values the planner knows how many messages they have, and so whether to go by them or by the newest.
   */
  async #scopeOf(userId: string, query: SearchQuery): Promise<RawBuilder<unknown>[]> {
    const scope: RawBuilder<unknown>[] = [];
    if (query.fromUserIds !== null) scope.push(sql`messages.sender_id in (${sql.join(query.fromUserIds)})`);
    const own = (await this.#run(ownConversations(userId, query))).map(({ id }) => id);
    if (own.length === 0) scope.push(sql`false`);
    else if (own.length <= MOST_SCOPED) scope.push(sql`messages.conversation_id in (${sql.join(own)})`);
    return scope;
  }

  #lookAt(matches: readonly RawBuilder<unknown>[], { below }: Span): RawBuilder<unknown> {
    const older = below === null ? sql`true` : sql`messages.id < ${below}`;
    return sql`select messages.* from messages where ${all([...matches, older])}
      order by messages.id desc limit ${this.#lookedAt}`;
  }

  /** Where less is found than was wanted, it matters whether all candidates were looked at. */
  async #find(span: Span, looked: RawBuilder<unknown>, query: RawBuilder<unknown>): Promise<Found> {
    const hits = await this.#run(query);
    if (hits.length >= span.limit) return { hits, bottom: null };
    const [last] = await this.#run(sql`select id from (${looked}) as looked limit 1 offset ${this.#lookedAt - 1}`);
    return { hits, bottom: last?.id ?? null };
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

function all(conditions: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `);
}

/** Tokens hold no character of this syntax. */
function toTsquery(term: SearchTerm, begun: boolean): string {
  return `${term.tokens.map((token) => `'${token}'`).join(' & ')}${begun && mayGoOn(term) ? ':*' : ''}`;
}
