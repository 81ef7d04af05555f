import type { CoreContext } from '../context.ts';
import { defaultUserSettings, type User, type UserKind } from './user.ts';

/** What is known of a person who is new here. */
export interface NewUser
  extends Partial<Omit<User, 'id' | 'kind' | 'displayName' | 'createdAt' | 'gpos' | 'settings'>> {
  id?: string;
  kind: UserKind;
  displayName: string;
}

/** A user that is not stored yet. */
export function makeUser(core: Pick<CoreContext, 'clock' | 'ids'>, fields: NewUser): User {
  return {
    id: core.ids.next(),
    userName: null,
    email: null,
    avatarUrl: null,
    bio: null,
    language: null,
    passwordHash: null,
    externalKey: null,
    status: null,
    settings: defaultUserSettings,
    createdAt: core.clock.now(),
    lastSeenAt: null,
    gpos: 0,
    ...fields,
  };
}
