import { directKeyOf } from '../conversations/conversation.ts';
import type { ListCursor, OwnConversation } from '../conversations/conversation-store.ts';
import type { Reader } from '../store.ts';
import type { ParsedQuery } from './parse-query.ts';
import type { SearchQuery } from './search-store.ts';
import { fold } from './tokens.ts';

/** Conversations are looked through by name in pages of so many. */
const PAGE = 500;
/** People who bear one display name, at most. */
const NAMESAKES = 50;

/**
 * Turns the names in a query into ids, as the searcher sees them. undefined: a name that must hold means nobody or no
 * conversation of theirs, so nothing can be found.
 */
export async function resolveQuery(
  reader: Reader,
  userId: string,
  parsed: ParsedQuery,
  conversationId: string | undefined,
): Promise<SearchQuery | undefined> {
  const from = await resolveAll(parsed.from, (name) => findPeople(reader, userId, name));
  const named = await resolveAll(parsed.in, (name) => findConversations(reader, userId, name));
  if (from?.length === 0 || named?.length === 0) return undefined;
  const conversationIds = narrow(named, conversationId);
  if (conversationIds?.length === 0) return undefined;
  return {
    terms: parsed.terms,
    notTerms: parsed.notTerms,
    fromUserIds: from,
    notFromUserIds: (await resolveAll(parsed.notFrom, (name) => findPeople(reader, userId, name))) ?? [],
    conversationIds,
    notConversationIds: (await resolveAll(parsed.notIn, (name) => findConversations(reader, userId, name))) ?? [],
    before: parsed.before,
    after: parsed.after,
    has: parsed.has,
    notHas: parsed.notHas,
    unread: parsed.unread,
  };
}

/** null: no name was given. */
async function resolveAll(
  names: readonly string[],
  find: (name: string) => Promise<string[]>,
): Promise<string[] | null> {
  if (names.length === 0) return null;
  const ids = new Set<string>();
  for (const name of new Set(names)) for (const id of await find(name)) ids.add(id);
  return [...ids];
}

function narrow(ids: readonly string[] | null, only: string | undefined): readonly string[] | null {
  if (only === undefined) return ids;
  return ids === null || ids.includes(only) ? [only] : [];
}

/** By `me`, id, user name, or display name; more than one person can bear the last. */
async function findPeople(reader: Reader, userId: string, name: string): Promise<string[]> {
  if (name.toLowerCase() === 'me') return [userId];
  const user = (await reader.users.findByUserName(name)) ?? (await reader.users.find(name));
  if (user !== undefined) return [user.id];
  const candidates = await reader.users.search(name, NAMESAKES);
  return candidates.filter((person) => isSameName(person.displayName, name)).map((person) => person.id);
}

/** By id, slug, name, or the other person of a direct conversation; only those the searcher is in. */
async function findConversations(reader: Reader, userId: string, name: string): Promise<string[]> {
  const known = (await reader.conversations.find(name)) ?? (await reader.conversations.findBySlug(name.toLowerCase()));
  const ids = known === undefined ? [] : [known.id];
  for (const personId of await findPeople(reader, userId, name)) {
    const direct = await reader.conversations.findByDirectKey(directKeyOf(userId, personId));
    if (direct !== undefined) ids.push(direct.id);
  }
  for await (const { conversation } of ownConversations(reader, userId)) {
    if (conversation.name !== null && isSameName(conversation.name, name)) ids.push(conversation.id);
  }
  return ids;
}

async function* ownConversations(reader: Reader, userId: string): AsyncGenerator<OwnConversation> {
  for (let after: ListCursor | null = null; ; ) {
    const page: OwnConversation[] = await reader.conversations.listOwn(userId, after, PAGE);
    yield* page;
    const last = page.at(-1)?.conversation;
    if (last === undefined || page.length < PAGE) return;
    after = { value: last.activeAt, id: last.id };
  }
}

function isSameName(one: string, other: string): boolean {
  return fold(one.trim()) === fold(other);
}
