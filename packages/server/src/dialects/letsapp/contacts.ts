import type { Actor } from '../../core/actor.ts';
import type { CoreContext } from '../../core/context.ts';
import { CoreError, notFound } from '../../core/errors.ts';
import { presenceOfMany } from '../../core/presence/presence-of-many.ts';
import { getMe } from '../../core/users/get-me.ts';
import { maySeeUser } from '../../core/users/may-see-user.ts';
import { updateMe } from '../../core/users/update-me.ts';
import type { User } from '../../core/users/user.ts';
import { otherOf, presentStatus } from './present.ts';

/** Their ids have to fit into a person’s free settings. */
const MOST_ADDED = 250;
const MOST_CONVERSATIONS = 200;

interface OwnExtra {
  contacts?: unknown;
  settings?: unknown;
}

function ownExtra(user: User): OwnExtra {
  const extra = user.settings.extra.letsapp;
  return typeof extra === 'object' && extra !== null ? (extra as OwnExtra) : {};
}

function addedOf(user: User): string[] {
  const { contacts } = ownExtra(user);
  return Array.isArray(contacts) ? contacts.filter((one): one is string => typeof one === 'string') : [];
}

/** Those who were added, and those one has a direct conversation with; without those one blocks or is blocked by. */
export async function listContacts(core: CoreContext, actor: Actor): Promise<User[]> {
  const me = await getMe(core, actor);
  const owns = await core.store.conversations.listOwn(actor.userId, null, MOST_CONVERSATIONS);
  const partners = owns
    .filter(({ conversation }) => conversation.kind === 'direct')
    .map(({ conversation }) => otherOf(conversation, actor.userId));
  const ids = new Set([...addedOf(me), ...partners]);
  ids.delete(actor.userId);
  const blocked = new Set(await core.store.users.blockedBy(actor.userId));
  const users = await core.store.users.findMany([...ids]);
  return users.filter((user) => !blocked.has(user.id));
}

/** Adds somebody by id, e-mail address or user name; adding twice is the same as once. */
export async function addContact(
  core: CoreContext,
  actor: Actor,
  who: { user_id?: string | undefined; email?: string | undefined; username?: string | undefined },
): Promise<User> {
  const user = await findPerson(core, actor, who);
  if (user === undefined) throw notFound('user', who.user_id ?? who.email ?? who.username ?? '');
  if (user.id === actor.userId) throw new CoreError('invalid_input', 'You cannot add yourself as a contact.');
  await change(core, actor, (added) => (added.includes(user.id) ? added : [...added, user.id]));
  return user;
}

/** By id only those the actor may know of; whoever has the whole address or name knows the person already. */
async function findPerson(
  core: CoreContext,
  actor: Actor,
  who: Parameters<typeof addContact>[2],
): Promise<User | undefined> {
  const { users } = core.store;
  if (who.user_id !== undefined) {
    const user = await users.find(who.user_id);
    return user !== undefined && (await maySeeUser(core, actor.userId, user)) ? user : undefined;
  }
  if (who.email !== undefined) return users.findByEmail(who.email);
  if (who.username !== undefined) return users.findByUserName(who.username);
  throw new CoreError('invalid_input', 'Give the contact’s “user_id”, “email” or “username”.');
}

export function removeContact(core: CoreContext, actor: Actor, userId: string): Promise<void> {
  return change(core, actor, (added) => added.filter((id) => id !== userId));
}

async function change(core: CoreContext, actor: Actor, edit: (added: string[]) => string[]): Promise<void> {
  const me = await getMe(core, actor);
  const contacts = edit(addedOf(me));
  if (contacts.length > MOST_ADDED) throw new CoreError('conflict', `You can add ${MOST_ADDED} contacts at most.`);
  await updateMe(core, actor, { settings: { extra: { letsapp: { ...ownExtra(me), contacts } } } });
}

/** How these people are, as far as the actor may see it; whoever may not be known of is left out. */
export async function statusesOf(core: CoreContext, actor: Actor, users: readonly User[]) {
  const found = await presenceOfMany(core, actor, { userIds: users.slice(0, 500).map((user) => user.id) });
  const presences = new Map(found.map((presence) => [presence.userId, presence]));
  return users.map((user) => presentStatus(user, presences.get(user.id)));
}
