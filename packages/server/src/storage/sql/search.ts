import type { Message } from '../../core/messages/message.ts';
import type { SearchQuery, SearchReader, SearchResultRow, SearchTerm } from '../../core/search/search-store.ts';
import { standsAlone } from '../../core/search/tokens.ts';

export interface ScoredId {
  id: string;
  score: number;
}

/** How each database finds: its own full-text index, its own SQL. All three give at most `limit`, in order. */
export interface SearchIndex {
  /** With all terms as words, or where `begun` says so as beginnings of words; of the newest `RANKED` the best first. */
  findWords(userId: string, query: SearchQuery, begun: boolean, limit: number): Promise<ScoredId[]>;
  /** With all terms, where those of `inside` may stand within words; the newest first. */
  findInside(userId: string, query: SearchQuery, inside: readonly string[], limit: number): Promise<ScoredId[]>;
  /** By everything but words, the newest first. */
  findAll(userId: string, query: SearchQuery, limit: number): Promise<ScoredId[]>;
}

/** So many of the newest matches are ranked against each other; more than anybody leafs through. */
export const RANKED = 1200;

/** Shorter pieces stand inside too many words, and no trigram index can find them. */
const SHORTEST_INSIDE = 3;

/**
 * What holds the words as they are first, then what has longer ones that begin so, then what has them inside longer words;
 * the same on both databases. Each is only looked for when there is not enough of those before, because a word that
 * stands in many messages is found by its newest ones, while all words that begin so must first be put together.
 */
export class SqlSearch implements SearchReader {
  readonly #index: SearchIndex;
  readonly #findMessages: (ids: readonly string[]) => Promise<Message[]>;

  constructor(index: SearchIndex, findMessages: (ids: readonly string[]) => Promise<Message[]>) {
    this.#index = index;
    this.#findMessages = findMessages;
  }

  async messages(userId: string, query: SearchQuery, offset: number, limit: number): Promise<SearchResultRow[]> {
    const found = await this.#find(userId, query, offset + limit);
    const page = found.slice(offset, offset + limit);
    const messages = new Map(
      (await this.#findMessages(page.map(({ id }) => id))).map((message) => [message.id, message]),
    );
    return page.flatMap(({ id, score }) => {
      const message = messages.get(id);
      // Deleted for all between the two reads.
      return message === undefined || message.content === null ? [] : [{ message, score }];
    });
  }

  async #find(userId: string, query: SearchQuery, wanted: number): Promise<ScoredId[]> {
    if (query.terms.length === 0) return this.#index.findAll(userId, query, wanted);
    const found = new Map<string, ScoredId>();
    const add = (more: readonly ScoredId[]): boolean => {
      for (const one of more) if (!found.has(one.id)) found.set(one.id, one);
      return found.size >= wanted;
    };
    const inside = insideOf(query.terms);
    const isEnough =
      add(await this.#index.findWords(userId, query, false, wanted)) ||
      (query.terms.some(mayGoOn) && add(await this.#index.findWords(userId, query, true, wanted))) ||
      inside.length === 0;
    if (!isEnough) add(await this.#index.findInside(userId, query, inside, wanted));
    return [...found.values()].slice(0, wanted);
  }
}

/** The single words that may be looked for inside longer ones. */
function insideOf(terms: readonly SearchTerm[]): string[] {
  return terms.filter(mayStandInside).map(({ tokens }) => tokens[0] as string);
}

/** Whether longer words that begin with it are meant, too. */
export function mayGoOn({ tokens, open }: SearchTerm): boolean {
  return open && !standsAlone(tokens.at(-1) as string);
}

export function mayStandInside({ tokens: [token = '', ...others], open }: SearchTerm): boolean {
  return open && others.length === 0 && !standsAlone(token) && [...token].length >= SHORTEST_INSIDE;
}
