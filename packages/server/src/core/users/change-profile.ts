import type { Transaction } from '../store.ts';
import type { User } from './user.ts';

export type ProfileChange = Partial<Omit<User, 'id' | 'gpos' | 'createdAt' | 'lastSeenAt'>>;

/** What others see of a person; a change of anything else is that person's own business. */
const PUBLIC: readonly (keyof ProfileChange)[] = ['userName', 'displayName', 'avatarUrl', 'bio', 'kind'];

/**
 * Writes what differs and tells the person's own devices, and the companions too where they can see the difference.
 * Returns the user as it is then; nothing is written or told when nothing differs.
 */
export async function changeProfile(tx: Transaction, user: User, wanted: ProfileChange): Promise<User> {
  const change = pickDifferences(user, wanted);
  const names = Object.keys(change) as (keyof ProfileChange)[];
  if (names.length === 0) return user;
  await tx.users.update(user.id, change);
  const changed: User = { ...user, ...change, gpos: tx.gpos };
  tx.emit({ type: 'account.updated', user: changed });
  if (names.some((name) => PUBLIC.includes(name))) {
    tx.emit({ type: 'user.updated', user: changed, companionIds: await tx.users.companionIds(user.id) });
  }
  return changed;
}

function pickDifferences(user: User, wanted: ProfileChange): ProfileChange {
  const differing = Object.entries(wanted).filter(
    // As JSON, because settings are an object.
    ([name, value]) => value !== undefined && JSON.stringify(value) !== JSON.stringify(user[name as keyof User]),
  );
  return Object.fromEntries(differing);
}
