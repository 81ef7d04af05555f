import type { Message } from '../../core/messages/message.ts';
import type {
  SearchPlace,
  SearchQuery,
  SearchReader,
  SearchResult,
  SearchTerm,
} from '../../core/search/search-store.ts';
import { standsAlone } from '../../core/search/tokens.ts';
import { mayGoOn } from './search-conditions.ts';

export interface ScoredId {
  id: string;
  score: number;
}

/** The newest messages below `below`, which an earlier answer gave, and at most `limit` of them. */
export interface Span {
  below: string | null;
  limit: number;
}

export interface Found {
  hits: ScoredId[];
  /** Where it gave up looking with less than it was asked for; null: it looked at all there is, or has found enough. */
  bottom: string | null;
  /** The `below` with which the same is found again, whatever is sent meanwhile; null: the one that was given. */
  top: string | null;
}

/** How each database finds: its own full-text index, its own SQL. All three give what they find in order. */
export interface SearchIndex {
  /**
   * With all terms as words, or where `begun` says so as beginnings of words and not all as words; of the newest `RANKED` the
   * best first. What begins so may be followed by what has it inside.
   */
  findWords(userId: string, query: SearchQuery, begun: boolean, span: Span): Promise<Found>;
  /** With all terms, where those of `inside` may stand within words, and nothing that `findWords` finds; the newest first. */
  findInside(userId: string, query: SearchQuery, inside: readonly string[], span: Span): Promise<Found>;
  /** By everything but words, the newest first. */
  findAll(userId: string, query: SearchQuery, span: Span): Promise<Found>;
}

/** So many of the newest matches are ranked against each other; more than anybody leafs through. */
export const RANKED = 1200;

/** So often a search goes on by itself where it gave up looking; then it is for the searcher to say. */
const MOST_GOES = 4;

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

  async messages(userId: string, query: SearchQuery, place: SearchPlace, limit: number): Promise<SearchResult> {
    const { hits, next } = await this.#find(userId, query, place, limit);
    const messages = new Map(
      (await this.#findMessages(hits.map(({ id }) => id))).map((message) => [message.id, message]),
    );
    const rows = hits.flatMap(({ id, score }) => {
      const message = messages.get(id);
      // Deleted for all between the two reads.
      return message === undefined || message.content === null ? [] : [{ message, score }];
    });
    return { rows, next };
  }

  async #find(
    userId: string,
    query: SearchQuery,
    from: SearchPlace,
    limit: number,
  ): Promise<{ hits: ScoredId[]; next: SearchPlace | null }> {
    const hits: ScoredId[] = [];
    const phases = this.#phasesOf(userId, query);
    let goes = 0;
    for (let place = from; ; ) {
      const phase = phases[place.phase];
      if (phase === undefined) return { hits, next: null };
      const room = limit - hits.length;
      // One more than there is room for, to know whether there is more.
      const found = await phase({ below: place.below, limit: place.offset + room + 1 });
      const fresh = found.hits.slice(place.offset);
      hits.push(...fresh.slice(0, room));
      if (fresh.length > room) {
        return { hits, next: { ...place, below: place.below ?? found.top, offset: place.offset + room } };
      }
      if (found.bottom === null) place = { phase: place.phase + 1, below: null, offset: 0 };
      else {
        place = { ...place, below: found.bottom, offset: 0 };
        goes += 1;
        if (goes === MOST_GOES || hits.length === limit) return { hits, next: place };
      }
    }
  }

  #phasesOf(userId: string, query: SearchQuery): ((span: Span) => Promise<Found>)[] {
    if (query.terms.length === 0) return [(span) => this.#index.findAll(userId, query, span)];
    const inside = insideOf(query.terms);
    const phases = [(span: Span) => this.#index.findWords(userId, query, false, span)];
    if (query.terms.some(mayGoOn)) phases.push((span) => this.#index.findWords(userId, query, true, span));
    if (inside.length > 0) phases.push((span) => this.#index.findInside(userId, query, inside, span));
    return phases;
  }
}

/** The single words that may be looked for inside longer ones. */
function insideOf(terms: readonly SearchTerm[]): string[] {
  return terms.filter(mayStandInside).map(({ tokens }) => tokens[0] as string);
}

export function mayStandInside({ tokens: [token = '', ...others], open }: SearchTerm): boolean {
  return open && others.length === 0 && !standsAlone(token) && [...token].length >= SHORTEST_INSIDE;
}
