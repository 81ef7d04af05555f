import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import type { User } from './user.ts';

/** With a closed directory, how many matches are looked through for companions. */
const SCANNED = 200;

/**
 * Other people by the start of their user name or display name, or their whole e-mail address. With a closed directory:
 * those who share a conversation with the actor, and whoever's user name or e-mail address the query is exactly.
 */
export async function findUsers(
  core: CoreContext,
  actor: Actor,
  input: { query: string; limit: number },
): Promise<User[]> {
  const query = input.query.normalize('NFC').trim();
  if (query === '') return [];
  const { users } = core.store;
  if (core.settings.openDirectory) {
    const found = await users.search(query, input.limit + 1);
    return found.filter((user) => user.id !== actor.userId).slice(0, input.limit);
  }
  const exact = query.includes('@') ? await users.findByEmail(query) : await users.findByUserName(query);
  const known = await findKnown(core, actor.userId, query);
  const others = known.filter((user) => user.id !== exact?.id);
  const all = exact === undefined || exact.id === actor.userId ? others : [exact, ...others];
  return all.slice(0, input.limit);
}

async function findKnown(core: CoreContext, viewerId: string, query: string): Promise<User[]> {
  const { users } = core.store;
  const matches = (await users.search(query, SCANNED)).filter((user) => user.id !== viewerId);
  const contacts = await users.contactsAmong(
    viewerId,
    matches.map((user) => user.id),
  );
  return matches.filter((user) => user.kind === 'bot' || contacts.has(user.id));
}
