import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { CoreError } from '../errors.ts';
import type { Message } from '../messages/message.ts';
import { searchableText } from '../messages/searchable-text.ts';
import { isEmpty, parseQuery } from './parse-query.ts';
import { resolveQuery } from './resolve-query.ts';
import type { SearchPlace } from './search-store.ts';
import { makeSnippet } from './snippet.ts';

export interface SearchRequest {
  /** As typed; `parse-query.ts` says what it may hold. */
  query: string;
  /** Only in this conversation. */
  conversationId?: string | undefined;
  /** From the page before. */
  cursor?: string | undefined;
  limit: number;
}

interface SearchHit {
  message: Message;
  /** Plain text; matches stand between U+E000 and U+E001. */
  snippet: string;
  score: number;
}

export interface SearchPage {
  hits: SearchHit[];
  /** null: there is no more. Otherwise there may be, however few this page has. */
  nextCursor: string | null;
}

/** So deep a list is read: whoever looks further narrows the search. */
const DEEPEST = 1000;

/**
 * Searches all messages the actor may see: in conversations they are an active member of, without what is deleted or
 * hidden by them. Names that mean nobody and no conversation find nothing, and are no error.
 * Errors: `invalid_input` (a cursor from elsewhere), `unavailable` (the index is being built).
 */
export async function searchMessages(core: CoreContext, actor: Actor, request: SearchRequest): Promise<SearchPage> {
  const { shown, asOf, place } = parseCursor(request.cursor, core.clock.now());
  const parsed = parseQuery(request.query);
  const nothing = { hits: [], nextCursor: null };
  if (isEmpty(parsed)) return nothing;
  const query = await resolveQuery(core.store, actor.userId, parsed, request.conversationId);
  if (query === undefined) return nothing;
  // What is sent while somebody leafs through the pages would push hits from one page onto the next.
  const settled = { ...query, before: Math.min(query.before ?? Number.POSITIVE_INFINITY, asOf + 1) };
  const limit = Math.min(request.limit, DEEPEST - shown);
  if (limit <= 0) return nothing;
  const { rows, next } = await core.store.search.messages(actor.userId, settled, place, limit);
  const hits = rows.map(({ message, score }) => ({
    message,
    snippet: makeSnippet(searchableText(message), query.terms),
    score,
  }));
  const given = shown + hits.length;
  return {
    hits,
    nextCursor: next === null || given >= DEEPEST ? null : makeCursor({ shown: given, asOf, place: next }),
  };
}

/** How far somebody has leafed: hits they were given, since when, and where the search goes on. */
interface Leafed {
  shown: number;
  asOf: number;
  place: SearchPlace;
}

function makeCursor({ shown, asOf, place: { phase, offset, below } }: Leafed): string {
  return [shown, asOf, phase, offset, below ?? ''].join('.');
}

function parseCursor(cursor: string | undefined, now: number): Leafed {
  if (cursor === undefined) return { shown: 0, asOf: now, place: { phase: 0, offset: 0, below: null } };
  const match = /^(\d{1,4})\.(\d{1,15})\.([0-2])\.(\d{1,4})\.([\da-f-]{0,36})$/.exec(cursor);
  if (match === null) {
    throw new CoreError('invalid_input', 'The cursor does not come from a search.', { field: '/cursor' });
  }
  const [shown, asOf, phase, offset] = match.slice(1, 5).map(Number) as [number, number, number, number];
  return { shown, asOf, place: { phase, offset, below: match[5] || null } };
}
