import type { Message } from '../../core/messages/message.ts';
import type { SearchQuery, SearchReader, SearchResultRow, SearchTerm } from '../../core/search/search-store.ts';
import { standsAlone } from '../../core/search/tokens.ts';

export interface ScoredId {
  id: string;
  score: number;
}

/** How each database finds: its own full-text index, its own SQL. All three give at most `limit`, in order. */
export interface SearchIndex {
  /** With all terms as words or beginnings of words, best first. */
  findWords(userId: string, query: SearchQuery, limit: number): Promise<ScoredId[]>;
  /** With all terms, where those of `inside` may stand within words; the newest first. */
  findInside(userId: string, query: SearchQuery, inside: readonly string[], limit: number): Promise<ScoredId[]>;
  /** By everything but words, the newest first. */
  findAll(userId: string, query: SearchQuery, limit: number): Promise<ScoredId[]>;
}

/** So many of the newest matches are ranked against each other. */
export const RANKED = 2000;

/** Shorter pieces stand inside too many words, and no trigram index can find them. */
const SHORTEST_INSIDE = 3;

/** Best matches first, then what only stands inside longer words; the same on both databases. */
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
    const words = await this.#index.findWords(userId, query, wanted);
    const inside = insideOf(query.terms);
    if (words.length >= wanted || inside.length === 0) return words;
    const known = new Set(words.map(({ id }) => id));
    const more = await this.#index.findInside(userId, query, inside, wanted);
    return [...words, ...more.filter(({ id }) => !known.has(id))].slice(0, wanted);
  }
}

/** The single words that may be looked for inside longer ones. */
function insideOf(terms: readonly SearchTerm[]): string[] {
  return terms.filter(mayStandInside).map(({ tokens }) => tokens[0] as string);
}

export function mayStandInside({ tokens: [token = '', ...others], open }: SearchTerm): boolean {
  return open && others.length === 0 && !standsAlone(token) && [...token].length >= SHORTEST_INSIDE;
}
