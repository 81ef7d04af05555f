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
import type { WordList } from './word-list.ts';

type Sql = RawBuilder<unknown>;

/** Exactly the expression of the index `messages_words`. */
const vector = sql`array_to_tsvector(string_to_array(messages.search_text, ' '))`;

/** So many of the newest messages are looked at one after the other before an index is asked: some 25 ms. */
const RECENT = 5_000;
/** So many candidates a search looks at in one go: some 100 ms. */
const LOOKED_AT = 20_000;

/** Where more words have a piece inside, messages with one of them are not far to seek. */
const MOST_WORDS = 300;

const WORDS_WITH = `select word from search_words where word like $1 escape '!' limit ${MOST_WORDS + 1}`;

/** What a message must be: `matches` as an index can find it, and what is seen in its own text only. */
interface Wanted {
  matches: readonly Sql[];
  held: readonly Sql[];
}

/**
 * Search on PostgreSQL’s own index of words, current with every commit. It gives all messages with a word at once and in no
 * order: right for what stands in few, and the longer the more there are for what stands in many. So the newest are looked at
 * first, without an index; only what is not found often enough there is looked for by one. What stands inside of words is
 * found by the words that have it inside.
 */
export class PostgresSearchIndex implements SearchIndex {
  readonly #executor: Executor;
  readonly #words: Pick<WordList, 'catchUp'>;
  readonly #recent: number;
  readonly #lookedAt: number;

  /** `executor` plans every search for the values it has. */
  constructor(executor: Executor, words: Pick<WordList, 'catchUp'>, lookedAt?: number) {
    this.#executor = executor;
    this.#words = words;
    this.#recent = lookedAt ?? RECENT;
    this.#lookedAt = lookedAt ?? LOOKED_AT;
  }

  findWords(userId: string, query: SearchQuery, begun: boolean, span: Span): Promise<Found> {
    const words = query.terms.map((term) => toTsquery(term, begun)).join(' & ');
    const phrases = query.terms.filter(({ tokens }) => tokens.length > 1);
    const held = phrases.map((term) => holdsPhrase(term.tokens, begun && mayGoOn(term)));
    if (begun) held.push(sql`not ${heldAs(query.terms, 'words')}`);
    const score = sql`(${relevanceOf(query.terms)} * ${freshnessOf(postgresCapabilities)})::float8`;
    const wanted = { matches: [sql`${vector} @@ ${words}::tsquery`], held };
    return this.#find(userId, query, span, { wanted, score, ranked: RANKED });
  }

  async findInside(userId: string, query: SearchQuery, inside: readonly string[], span: Span): Promise<Found> {
    const held = inside.map((token) => sql`messages.search_text like ${literalPattern(token)} escape '!'`);
    const others = query.terms.filter((term) => !mayStandInside(term));
    for (const term of others) held.push(holdsPhrase(term.tokens, mayGoOn(term)));
    held.push(sql`not ${heldAs(query.terms, 'beginnings')}`);
    const matches = span.below === null ? [] : await this.#wordsWith(inside);
    for (const term of others) matches.push(sql`${vector} @@ ${toTsquery(term, true)}::tsquery`);
    return this.#find(userId, query, span, { wanted: { matches, held }, score: sql`0`, ranked: span.limit });
  }

  /** For each piece that stands inside of few enough words: one of them. */
  async #wordsWith(pieces: readonly string[]): Promise<Sql[]> {
    await this.#words.catchUp();
    const matches: Sql[] = [];
    for (const piece of pieces) {
      const words = (await this.#executor.connection.query(WORDS_WITH, [literalPattern(piece)])) as { word: string }[];
      if (words.length > MOST_WORDS) continue;
      const any = words.map(({ word }) => `'${word}'`).join(' | ');
      matches.push(words.length === 0 ? sql`false` : sql`${vector} @@ ${any}::tsquery`);
    }
    return matches;
  }

  findAll(userId: string, query: SearchQuery, span: Span): Promise<Found> {
    return this.#find(userId, query, span, { wanted: { matches: [], held: [] }, score: sql`0`, ranked: span.limit });
  }

  /** The best of the newest `ranked` among the candidates, and whether there are more candidates than were looked at. */
  async #find(
    userId: string,
    query: SearchQuery,
    span: Span,
    { wanted: { matches, held }, score, ranked }: { wanted: Wanted; score: Sql; ranked: number },
  ): Promise<Found> {
    const scope = await this.#scopeOf(userId, query);
    const limit = span.below === null ? this.#recent : this.#lookedAt;
    const looked =
      span.below === null ? sql`${all(scope)}` : all([...matches, ...scope, sql`messages.id < ${span.below}`]);
    const candidates = sql`from messages where ${looked} order by messages.id desc limit ${limit}`;
    // As part of one query the planner would rather walk through everything than have an index give all it has at once.
    const hits = await this.#run(sql`
      with looked as ${sql.raw(span.below === null ? 'not materialized' : 'materialized')} (select messages.* ${candidates})
      select id, ${score} as score from (
        select messages.id, messages.created_at, ${spacedText} as spaced
        from looked as messages ${ownMembership(userId)}
        where ${all(span.below === null ? [...matches, ...held] : held)} and ${conditionsOf(userId, query)}
        order by messages.id desc limit ${ranked}) as newest
      order by score desc, id desc limit ${span.limit}`);
    if (hits.length >= span.limit) return { hits, bottom: null, top: null };
    const [last] = await this.#run(sql`select id from (select id ${candidates}) as looked offset ${limit - 1}`);
    return { hits, bottom: last?.id ?? null, top: null };
  }

  /**
   * By conversation and time, so that nothing of what others wrote elsewhere is looked at, and the same however much is sent
   * meanwhile. As values and not as a join: of values the planner knows how many messages they have, and so whether to go by
   * them or by the newest.
   */
  async #scopeOf(userId: string, query: SearchQuery): Promise<Sql[]> {
    const scope: Sql[] = query.before === null ? [] : [sql`messages.created_at < ${query.before}`];
    const own = (await this.#run(ownConversations(userId, query))).map(({ id }) => id);
    if (own.length === 0) scope.push(sql`false`);
    else if (own.length <= MOST_SCOPED) scope.push(sql`messages.conversation_id in (${sql.join(own)})`);
    return scope;
  }

  async #run(query: Sql): Promise<ScoredId[]> {
    const { sql: text, parameters } = query.compile(this.#executor.build);
    return (await this.#executor.connection.query(text, parameters)) as ScoredId[];
  }
}

function all(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `);
}

/** Tokens hold no character of this syntax. */
function toTsquery(term: SearchTerm, begun: boolean): string {
  return `${term.tokens.map((token) => `'${token}'`).join(' & ')}${begun && mayGoOn(term) ? ':*' : ''}`;
}
