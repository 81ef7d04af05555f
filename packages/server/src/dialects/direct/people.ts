import type { Actor } from '../../core/actor.ts';
import type { CoreContext } from '../../core/context.ts';
import { CoreError } from '../../core/errors.ts';
import { presenceOfMany } from '../../core/presence/presence-of-many.ts';
import { getMe } from '../../core/users/get-me.ts';
import type { User } from '../../core/users/user.ts';
import type { DialectHost } from '../dialect.ts';
import { presentPerson } from './present.ts';

/** Somebody found by e-mail, by user name or by id is the same user. */
export async function findByAddress(core: CoreContext, address: string): Promise<User> {
  const name = address.normalize('NFC').trim();
  const { users } = core.store;
  const found = name.includes('@')
    ? await users.findByEmail(name)
    : ((await users.findByUserName(name)) ?? (await users.find(name)));
  if (found === undefined) throw new CoreError('not_found', `There is nobody with the address “${name.slice(0, 80)}”.`);
  return found;
}

/** People asked for at a time, which is what the core allows; and how many are ever listed. */
const AT_A_TIME = 500;
const MOST_LISTED = 2_000;

/**
 * Who is online, as far as the actor may know: contacts and conversation partners, or everybody where the directory is
 * open. The actor is one of them.
 */
export async function listOnline({ core }: DialectHost, actor: Actor) {
  const ids = core.presence.onlineUserIds().filter((id) => id !== actor.userId);
  const online = [];
  for (let start = 0; start < ids.length && online.length < MOST_LISTED; start += AT_A_TIME) {
    const presences = await presenceOfMany(core, actor, { userIds: ids.slice(start, start + AT_A_TIME) });
    const visible = new Map(presences.filter((one) => one.online).map((one) => [one.userId, one]));
    for (const user of await core.store.users.findMany([...visible.keys()]))
      online.push(presentPerson(user, visible.get(user.id)));
  }
  const me = await getMe(core, actor);
  return [presentPerson(me, { online: true, lastSeenAt: me.lastSeenAt }), ...online];
}
