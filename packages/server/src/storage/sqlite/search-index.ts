import { type RawBuilder, sql } from 'kysely';
import type { SearchQuery, SearchTerm } from '../../core/search/search-store.ts';
import { sqliteCapabilities } from '../capabilities.ts';
import { builderFor } from '../sql/executor.ts';
import { type Found, mayStandInside, RANKED, type ScoredId, type SearchIndex, type Span } from '../sql/search.ts';
import {
  conditionsOf,
  heldAs,
  MOST_SCOPED,
  mayGoOn,
  ownConversations,
  ownMembership,
} from '../sql/search-conditions.ts';
import { freshnessOf, relevanceOf, spacedText } from '../sql/search-rank.ts';
import { literalPattern } from '../sql/text.ts';
import { anyOf, markedTraits } from './search-marks.ts';
import type { SearchThread } from './search-thread.ts';

type Sql = RawBuilder<unknown>;

/** Rows of an index that a search looks at, the newest first: what they match, and what a text must hold beside that. */
interface Candidates {
  table: 'words' | 'parts';
  matches: readonly string[];
  held: Sql;
  /** What a text must hold where the index is not asked for `matches`. */
  alone: Sql;
}

/** What the index is asked beside the words: by whom, where, with what. */
interface Scope {
  matches: readonly string[];
  /** So few messages that each is looked at: cheaper than finding them among all that have the words. */
  isSmall: boolean;
}

/**
 * So many candidates a search looks at in one go, beyond those that the index rules out by itself: some 50 ms, which others
 * who search wait for.
 */
const LOOKED_AT = 50_000;
/** So many messages are few, where there are `FEW` times as many. */
const MOST_FEW = 20_000;
const FEW = 50;
/** Where at least a quarter of all messages is the searcher’s to see, the index need not be asked whose they are. */
const MOST = 4;

/** Search in the full-text tables of `search-program.ts`. Row numbers of `messages` grow with time. */
export class SqliteSearchIndex implements SearchIndex {
  readonly #thread: SearchThread;
  readonly #lookedAt: number;

  constructor(thread: SearchThread, lookedAt = LOOKED_AT) {
    this.#thread = thread;
    this.#lookedAt = lookedAt;
  }

  findWords(userId: string, query: SearchQuery, begun: boolean, span: Span): Promise<Found> {
    if (begun && query.terms.every(mayStandInside)) return this.#findBegun(userId, query, span);
    const candidates = begun ? toBegun(query.terms) : toWhole(query.terms);
    return this.#rank(userId, query, span, { candidates, counts: sql`true` });
  }

  /**
   * By the pieces of words, which are there in order, and so with those that have them inside, which come last. All words that
   * begin alike the index of words would first put together, however many messages hold them; only for one or two
   * characters it keeps that ready.
   */
  #findBegun(userId: string, query: SearchQuery, span: Span): Promise<Found> {
    const tokens = query.terms.flatMap((term) => term.tokens);
    const begun = tokens.map((token) => sql`instr(spaced, ${` ${token}`}) > 0`);
    const held = sql`${holdPieces(tokens)} and not ${heldAs(query.terms, 'words')}`;
    const candidates = { table: 'parts', matches: toTrigrams(tokens), held, alone: sql`true` } as const;
    return this.#rank(userId, query, span, { candidates, counts: sql.join(begun, sql` and `) });
  }

  /** Of the newest matches the best. */
  async #rank(
    userId: string,
    query: SearchQuery,
    span: Span,
    { candidates, counts }: { candidates: Candidates; counts: Sql },
  ): Promise<Found> {
    const scope = await this.#scopeOf(userId, query);
    const looked = this.#lookAt(candidates, scope, span);
    const held = scope.isSmall ? sql`${candidates.alone} and ${candidates.held}` : candidates.held;
    return this.#find(
      span,
      looked,
      sql`
      select id, iif(${counts}, ${relevanceOf(query.terms)} * ${freshnessOf(sqliteCapabilities)}, 0) as score from (
        select messages.id, messages.created_at, ${spacedText} as spaced
        from (${looked}) as looked ${ownMessages(userId)}
        where ${held} and ${conditionsOf(userId, query)} limit ${RANKED})
      order by score desc, id desc limit ${span.limit}`,
    );
  }

  async findInside(userId: string, query: SearchQuery, inside: readonly string[], span: Span): Promise<Found> {
    const others = query.terms.filter((term) => !mayStandInside(term));
    // Those were found with what begins so.
    if (others.length === 0) return { hits: [], bottom: null, top: null };
    const scope = await this.#scopeOf(userId, query);
    const looked = this.#lookAt({ table: 'parts', matches: toTrigrams(inside) }, scope, span);
    return this.#find(
      span,
      looked,
      sql`
      select messages.id, 0 as score
      from (${looked}) as looked ${ownMessages(userId)}
      where ${heldAs(others, 'beginnings')} and ${holdPieces(inside)} and not ${heldAs(query.terms, 'beginnings')} and ${conditionsOf(userId, query)}
      limit ${span.limit}`,
    );
  }

  async findAll(userId: string, query: SearchQuery, span: Span): Promise<Found> {
    const scope = await this.#scopeOf(userId, query);
    const looked =
      scope.matches.length > 0
        ? this.#lookAt({ table: 'words', matches: [] }, scope, span)
        : sql`select rowid as row from messages not indexed where ${isBelow('messages', span)}
            order by rowid desc limit ${this.#lookedAt}`;
    return this.#find(
      span,
      looked,
      sql`
      select messages.id, 0 as score from (${looked}) as looked ${ownMessages(userId)}
      where ${conditionsOf(userId, query)} limit ${span.limit}`,
    );
  }

  /** By sender and conversation the index itself chooses, so that nothing of what others wrote elsewhere is looked at. */
  async #scopeOf(userId: string, query: SearchQuery): Promise<Scope> {
    const matches = markedTraits(query.has);
    if (query.fromUserIds !== null) matches.push(anyOf('sender', query.fromUserIds));
    const own = (await this.#run(sql`
      select conversations.id, conversations.last_seq as messages from (${ownConversations(userId, query)}) as own
      cross join conversations on conversations.id = own.id`)) as { id: string; messages: number }[];
    // Nothing was sent in a conversation of the name “none”.
    if (own.length === 0) return { matches: [anyOf('conversation', ['none'])], isSmall: true };
    if (own.length > MOST_SCOPED) return { matches, isSmall: false };
    const seen = own.reduce((sum, { messages }) => sum + messages, 0);
    const all = Number((await this.#rowOf(sql`select max(rowid) as row from messages`)) ?? 0);
    if (seen * MOST >= all) return { matches, isSmall: false };
    const ids = own.map(({ id }) => id);
    return { matches: [...matches, anyOf('conversation', ids)], isSmall: seen <= MOST_FEW && seen * FEW <= all };
  }

  #lookAt({ table, matches }: Pick<Candidates, 'table' | 'matches'>, scope: Scope, span: Span): Sql {
    const index = sql.raw(table);
    const wanted = [...(scope.isSmall ? [] : matches), ...scope.matches].join(' AND ');
    return sql`select rowid as row from ${index} where ${index} match ${wanted} and ${isBelow(table, span)}
      order by rowid desc limit ${this.#lookedAt}`;
  }

  /** Where less is found than was wanted, it matters whether all candidates were looked at. */
  async #find(span: Span, looked: Sql, query: Sql): Promise<Found> {
    const top = span.below === null ? await this.#rowOf(sql`select max(rowid) + 1 as row from messages`) : null;
    const hits = (await this.#run(query)) as ScoredId[];
    if (hits.length >= span.limit) return { hits, bottom: null, top };
    const bottom = await this.#rowOf(sql`select row from (${looked}) limit 1 offset ${this.#lookedAt - 1}`);
    return { hits, bottom, top };
  }

  async #rowOf(query: Sql): Promise<string | null> {
    const [first] = (await this.#run(query)) as { row: number | null }[];
    return first?.row == null ? null : String(first.row);
  }

  async #run(query: Sql): Promise<unknown[]> {
    const { sql: text, parameters } = query.compile(builderFor(sqliteCapabilities));
    return await this.#thread.query(text, parameters);
  }
}

/** Cross joins keep the order of the candidates, so that no more of them are looked at than it takes. */
function ownMessages(userId: string): Sql {
  return sql`cross join messages on messages.rowid = looked.row cross ${ownMembership(userId)}`;
}

function isBelow(table: string, { below }: Span): Sql {
  return below === null ? sql`true` : sql`${sql.raw(table)}.rowid < ${Number(below)}`;
}

function holdPieces(tokens: readonly string[]): Sql {
  const held = tokens.map((token) => sql`messages.search_text like ${literalPattern(token)} escape '!'`);
  return sql.join(held, sql` and `);
}

function toWhole(terms: readonly SearchTerm[]): Candidates {
  const matches = terms.map((term) => toMatch(term, false));
  return { table: 'words', matches, held: sql`true`, alone: heldAs(terms, 'words') };
}

/**
 * What the index finds in order: terms that do not go on, else pieces of the longer ones, else beginnings of one or two
 * characters. The others are looked for in the texts.
 */
function toBegun(terms: readonly SearchTerm[]): Candidates {
  const held = sql`${heldAs(terms, 'beginnings')} and not ${heldAs(terms, 'words')}`;
  const closed = terms.filter((term) => !mayGoOn(term));
  const long = terms.filter(mayStandInside).flatMap((term) => term.tokens);
  if (closed.length === 0 && long.length > 0) {
    return { table: 'parts', matches: toTrigrams(long), held, alone: sql`true` };
  }
  const matches = (closed.length > 0 ? closed : terms).map((term) => toMatch(term, true));
  return { table: 'words', matches, held, alone: sql`true` };
}

/** Tokens hold no character of this syntax. */
function toMatch(term: SearchTerm, begun: boolean): string {
  return `"${term.tokens.join(' ')}"${begun && mayGoOn(term) ? '*' : ''}`;
}

/** Without positions in its index a longer piece is found by all its trigrams, and then looked at. */
function toTrigrams(tokens: readonly string[]): string[] {
  const trigrams = tokens.flatMap((token) => {
    const characters = [...token];
    return characters.slice(2).map((_, index) => `"${characters.slice(index, index + 3).join('')}"`);
  });
  return [...new Set(trigrams)];
}
