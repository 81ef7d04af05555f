import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import type { SearchResultRow } from './search-store.ts';

export interface SearchRequest {
  query: string;
  conversationId?: string | undefined;
  cursor?: string | undefined;
  limit: number;
}

export async function searchMessages(
  core: CoreContext,
  actor: Actor,
  request: SearchRequest,
): Promise<{ hits: SearchResultRow[]; nextCursor: string | null }> {
  const words = { words: [request.query], phrases: [], notWords: [], fromUserIds: [], conversationIds: [] };
  const query = { ...words, before: null, after: null, has: [], unreadOnly: false };
  return { hits: await core.store.search.messages(actor.userId, query, 0, request.limit), nextCursor: null };
}
