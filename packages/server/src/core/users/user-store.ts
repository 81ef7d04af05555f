import type { Ready } from '../ready.ts';
import type { User } from './user.ts';

export interface UserReader {
  find(id: string): Ready<User | undefined>;
  findMany(ids: readonly string[]): Promise<User[]>;
  /** Without regard to case. */
  findByUserName(userName: string): Promise<User | undefined>;
  findByEmail(email: string): Promise<User | undefined>;
  findByExternalKey(key: string): Promise<User | undefined>;
  /** By the start of user name or display name, or the whole e-mail address; literal, without regard to case. */
  search(query: string, limit: number): Promise<User[]>;
  /** Users changed after `gpos` who share an active conversation of at most 50 members with `userId`. */
  changedCompanions(userId: string, gpos: number): Promise<User[]>;
  /** Ids of those who share an active conversation of at most 50 members with `userId`. */
  companionIds(userId: string): Promise<string[]>;
  sharesConversation(userId: string, otherId: string): Promise<boolean>;
  /** Those of the others who share an active conversation with the user. */
  contactsAmong(userId: string, otherIds: readonly string[]): Promise<Set<string>>;
  /** Those of the others between whom and the user there is a block. */
  blockedAmong(userId: string, otherIds: readonly string[]): Promise<Set<string>>;
  blockedBy(userId: string): Promise<string[]>;
  /** The position of the last change to this person's block list; 0: never. */
  blocksGpos(userId: string): Promise<number>;
  isBlockedEitherWay(userId: string, otherId: string): Ready<boolean>;
}

export interface UserStore extends UserReader {
  /** Fails with `name_taken` where user name, e-mail or external key is in use. */
  insert(user: User): Promise<void>;
  /** Writes the given fields and the transaction's gpos; fails with `name_taken` like insert. */
  update(id: string, change: Partial<Omit<User, 'id' | 'gpos'>>): Promise<void>;
  /** Not a change that others are told about: no gpos. */
  setLastSeen(id: string, at: number): Promise<void>;
  setBlock(userId: string, blockedId: string, blocked: boolean, at: number): Promise<boolean>;
}
