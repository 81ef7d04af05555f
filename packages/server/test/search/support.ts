import { makeActor } from '../../src/core/actor.ts';
import type { CoreContext } from '../../src/core/context.ts';
import type { Message } from '../../src/core/messages/message.ts';
import { type SearchRequest, searchMessages } from '../../src/core/search/search-messages.ts';
import type { Store } from '../../src/core/store.ts';
import type { User } from '../../src/core/users/user.ts';

/** Searches as a person would; the present is far enough after what the tests send. */
export async function search(store: Store, person: User, query: string, request: Partial<SearchRequest> = {}) {
  const core = { store, clock: { now: () => Date.parse('2027-01-01'), monotonic: () => 0 } } as CoreContext;
  return searchMessages(core, makeActor(person.id, null, 'person'), { query, limit: 50, ...request });
}

/** The texts that are found, best first, matches in brackets. */
export async function snippets(store: Store, person: User, query: string, request: Partial<SearchRequest> = {}) {
  const { hits } = await search(store, person, query, request);
  return hits.map(({ snippet }) => snippet.replaceAll('\u{E000}', '[').replaceAll('\u{E001}', ']'));
}

/** The texts that are found, in order. */
export async function texts(store: Store, person: User, query: string, request: Partial<SearchRequest> = {}) {
  const { hits } = await search(store, person, query, request);
  return hits.map(({ message }) => message.content?.text);
}

/** What editing and deleting do to the row; null deletes for all. */
export function change(store: Store, message: Message, text: string | null): Promise<void> {
  return store.transaction(async (tx) => {
    const conversation = await tx.conversations.advance(message.conversationId, { seq: false, at: 9_000 });
    const content = text === null ? null : ({ type: 'text', text } as const);
    const state = text === null ? { deletedAt: 9_000 } : { editedAt: 9_000 };
    await tx.messages.update(message.id, { content, ...state, pos: conversation!.lastPos });
  });
}
