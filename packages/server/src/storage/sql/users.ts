import { SMALL_CONVERSATION } from '../../core/conversations/conversation.ts';
import { CoreError } from '../../core/errors.ts';
import type { Ready } from '../../core/ready.ts';
import { defaultUserSettings, type User, type UserKind, type UserSettings } from '../../core/users/user.ts';
import type { UserStore } from '../../core/users/user-store.ts';
import { uniqueViolation } from './constraint.ts';
import { type Builder, type Executor, prepared, preparedAmong } from './executor.ts';
import type { RowCache } from './row-cache.ts';
import type { UserTable } from './tables.ts';
import { prefixRange } from './text.ts';

const findUser = prepared<{ id: string }, UserTable>((build, parameter) =>
  build.selectFrom('users').selectAll().where('id', '=', parameter('id')),
);

const findUsers = preparedAmong<object, UserTable>((build, ids) =>
  build.selectFrom('users').selectAll().where('id', 'in', ids),
);

/** With whom somebody is in a conversation that shows its members. */
const companionsOf = (build: Builder, userId: string) =>
  build
    .selectFrom('members as own')
    .innerJoin('conversations', 'conversations.id', 'own.conversation_id')
    .innerJoin('members as other', 'other.conversation_id', 'own.conversation_id')
    .select('other.user_id')
    .distinct()
    .where('own.user_id', '=', userId)
    .where('own.state', '=', 'active')
    .where('other.state', '=', 'active')
    .where('other.user_id', '!=', userId)
    .where('conversations.member_count', '<=', SMALL_CONVERSATION);

const companions = prepared<{ user: string }, { user_id: string }>((build, parameter) =>
  companionsOf(build, parameter('user')),
);

const companionsChangedSince = prepared<{ user: string; gpos: number }, UserTable>((build, parameter) =>
  build
    .selectFrom('users')
    .selectAll()
    .where('gpos', '>', parameter('gpos'))
    .where('id', '!=', parameter('user'))
    .where('id', 'in', companionsOf(build, parameter('user'))),
);

const blocksChangedAt = prepared<{ user: string }, { blocks_gpos: number }>((build, parameter) =>
  build.selectFrom('users').select('blocks_gpos').where('id', '=', parameter('user')),
);

const findByEmailRow = prepared<{ key: string }, UserTable>((build, parameter) =>
  build.selectFrom('users').selectAll().where('email_key', '=', parameter('key')),
);

const blockedPair = prepared<{ one: string; other: string }, { blocked_id: string }>((build, parameter) =>
  build
    .selectFrom('blocks')
    .select('blocked_id')
    .where('user_id', '=', parameter('one'))
    .where('blocked_id', '=', parameter('other'))
    .unionAll(
      build
        .selectFrom('blocks')
        .select('blocked_id')
        .where('user_id', '=', parameter('other'))
        .where('blocked_id', '=', parameter('one')),
    ),
);

export class SqlUsers implements UserStore {
  readonly #executor: Executor;
  readonly #gpos: number;
  readonly #cache: RowCache | undefined;

  constructor(executor: Executor, gpos: number) {
    this.#executor = executor;
    this.#gpos = gpos;
    this.#cache = executor.connection.cache;
  }

  find(id: string): Ready<User | undefined> {
    return this.#cache?.users.get(id) ?? this.#load(id);
  }

  async #load(id: string): Promise<User | undefined> {
    const user = toUser(await this.#executor.preparedRow(findUser, { id }));
    if (user !== undefined) this.#cache?.users.set(id, user);
    return user;
  }

  async findMany(ids: readonly string[]): Promise<User[]> {
    if (ids.length === 0) return [];
    return (await this.#executor.rowsAmong(findUsers, [...new Set(ids)], {})).map(fromRow);
  }

  findByUserName(userName: string): Promise<User | undefined> {
    return this.#findBy('user_name_key', toKey(userName));
  }

  async findByEmail(email: string): Promise<User | undefined> {
    return toUser(await this.#executor.preparedRow(findByEmailRow, { key: toKey(email) }));
  }

  findByExternalKey(key: string): Promise<User | undefined> {
    return this.#findBy('external_key', key);
  }

  async #findBy(column: 'user_name_key' | 'external_key', value: string): Promise<User | undefined> {
    const query = this.#executor.build.selectFrom('users').selectAll().where(column, '=', value);
    return toUser(await this.#executor.row(query));
  }

  async search(query: string, limit: number): Promise<User[]> {
    const key = toKey(query);
    const { from, to } = prefixRange(key);
    const { build } = this.#executor;
    const users = build.selectFrom('users').select('id').limit(limit);
    // One question for each index: a single one with “or” would look at everybody.
    const found = await Promise.all([
      this.#executor.rows(users.where('user_name_key', '>=', from).where('user_name_key', '<', to)),
      this.#executor.rows(
        users.where('display_name_key', '>=', from).where('display_name_key', '<', to).orderBy('display_name_key'),
      ),
      this.#executor.rows(users.where('email_key', '=', key)),
      this.#executor.rows(
        build
          .selectFrom('name_endings')
          .select('user_id as id')
          .where('ending', '>=', from)
          .where('ending', '<', to)
          .limit(limit),
      ),
    ]);
    const ids = [...new Set(found.flat().map((row) => row.id))];
    if (ids.length === 0) return [];
    const rows = build
      .selectFrom('users')
      .selectAll()
      .where('id', 'in', ids)
      .orderBy('display_name_key')
      .orderBy('id')
      .limit(limit);
    return (await this.#executor.rows(rows)).map(fromRow);
  }

  async changedCompanions(userId: string, gpos: number): Promise<User[]> {
    return (await this.#executor.preparedRows(companionsChangedSince, { user: userId, gpos })).map(fromRow);
  }

  async companionIds(userId: string): Promise<string[]> {
    return (await this.#executor.preparedRows(companions, { user: userId })).map((row) => row.user_id);
  }

  async sharesConversation(userId: string, otherId: string): Promise<boolean> {
    const query = this.#executor.build
      .selectFrom('members as own')
      .innerJoin('members as other', 'other.conversation_id', 'own.conversation_id')
      .select('own.conversation_id')
      .where('own.user_id', '=', userId)
      .where('other.user_id', '=', otherId)
      .where('own.state', '=', 'active')
      .where('other.state', '=', 'active')
      .limit(1);
    return (await this.#executor.row(query)) !== undefined;
  }

  async contactsAmong(userId: string, otherIds: readonly string[]): Promise<Set<string>> {
    if (otherIds.length === 0) return new Set();
    const query = this.#executor.build
      .selectFrom('members as own')
      .innerJoin('members as other', 'other.conversation_id', 'own.conversation_id')
      .select('other.user_id')
      .distinct()
      .where('own.user_id', '=', userId)
      .where('own.state', '=', 'active')
      .where('other.user_id', 'in', otherIds)
      .where('other.user_id', '!=', userId)
      .where('other.state', '=', 'active');
    return new Set((await this.#executor.rows(query)).map((row) => row.user_id));
  }

  async blockedAmong(userId: string, otherIds: readonly string[]): Promise<Set<string>> {
    if (otherIds.length === 0) return new Set();
    const { build } = this.#executor;
    const own = build
      .selectFrom('blocks')
      .select('blocked_id as other_id')
      .where('user_id', '=', userId)
      .where('blocked_id', 'in', otherIds);
    const others = build
      .selectFrom('blocks')
      .select('user_id as other_id')
      .where('blocked_id', '=', userId)
      .where('user_id', 'in', otherIds);
    return new Set((await this.#executor.rows(own.unionAll(others))).map((row) => row.other_id));
  }

  async blockedBy(userId: string): Promise<string[]> {
    const query = this.#executor.build
      .selectFrom('blocks')
      .select('blocked_id')
      .where('user_id', '=', userId)
      .orderBy('blocked_id');
    return (await this.#executor.rows(query)).map((row) => row.blocked_id);
  }

  async blocksGpos(userId: string): Promise<number> {
    return (await this.#executor.preparedRow(blocksChangedAt, { user: userId }))?.blocks_gpos ?? 0;
  }

  isBlockedEitherWay(userId: string, otherId: string): Ready<boolean> {
    return this.#cache?.blocks.get(userId, otherId) ?? this.#lookForBlock(userId, otherId);
  }

  async #lookForBlock(userId: string, otherId: string): Promise<boolean> {
    const blocked = (await this.#executor.preparedRow(blockedPair, { one: userId, other: otherId })) !== undefined;
    this.#cache?.blocks.set(userId, otherId, blocked);
    return blocked;
  }

  async insert(user: User): Promise<void> {
    const row: UserTable = { ...(toColumns(user) as UserTable), id: user.id, gpos: this.#gpos, blocks_gpos: 0 };
    this.#forget(user.id);
    await refusingTakenNames(() => this.#executor.run(this.#executor.build.insertInto('users').values(row)));
    await this.#insertEndings(user.id, row.display_name_key);
  }

  /** Every later word of a name begins an ending by which its owner is found. */
  async #insertEndings(userId: string, nameKey: string): Promise<void> {
    const words = nameKey.split(' ');
    const endings = new Set(words.slice(1).map((_, index) => words.slice(index + 1).join(' ')));
    endings.delete('');
    if (endings.size === 0) return;
    const rows = [...endings].map((ending) => ({ ending, user_id: userId }));
    await this.#executor.run(this.#executor.build.insertInto('name_endings').values(rows));
  }

  /** The statement that follows writes this row alone. */
  #forget(id: string): void {
    this.#cache?.users.delete(id);
    this.#cache?.announce();
  }

  async update(id: string, change: Partial<Omit<User, 'id' | 'gpos'>>): Promise<void> {
    const query = this.#executor.build
      .updateTable('users')
      .set({ ...toColumns(change), gpos: this.#gpos })
      .where('id', '=', id);
    this.#forget(id);
    await refusingTakenNames(() => this.#executor.run(query));
    if (change.displayName === undefined) return;
    await this.#executor.run(this.#executor.build.deleteFrom('name_endings').where('user_id', '=', id));
    await this.#insertEndings(id, toKey(change.displayName));
  }

  async setLastSeen(id: string, at: number): Promise<void> {
    this.#forget(id);
    await this.#executor.run(this.#executor.build.updateTable('users').set({ last_seen_at: at }).where('id', '=', id));
  }

  async setBlock(userId: string, blockedId: string, blocked: boolean, at: number): Promise<boolean> {
    const { build } = this.#executor;
    const changed = blocked
      ? await this.#executor.run(
          build
            .insertInto('blocks')
            .values({ user_id: userId, blocked_id: blockedId, created_at: at })
            .onConflict((conflict) => conflict.doNothing()),
        )
      : await this.#executor.run(
          build.deleteFrom('blocks').where('user_id', '=', userId).where('blocked_id', '=', blockedId),
        );
    if (changed === 0) return false;
    this.#forget(userId);
    await this.#executor.run(build.updateTable('users').set({ blocks_gpos: this.#gpos }).where('id', '=', userId));
    return true;
  }
}

async function refusingTakenNames(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (fault) {
    const columns = uniqueViolation(fault);
    if (columns === undefined) throw fault;
    if (columns.includes('user_name'))
      throw new CoreError('name_taken', 'This user name is in use.', { field: '/user_name' });
    if (columns.includes('email'))
      throw new CoreError('name_taken', 'This e-mail address is in use.', { field: '/email' });
    throw new CoreError('name_taken', 'This account exists already.');
  }
}

/** Names are compared without regard to case, in one Unicode form. */
export function toKey(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

function toColumns(user: Partial<User>): Partial<UserTable> {
  const columns: Partial<UserTable> = {};
  if (user.userName !== undefined) {
    columns.user_name = user.userName;
    columns.user_name_key = user.userName === null ? null : toKey(user.userName);
  }
  if (user.email !== undefined) {
    columns.email = user.email;
    columns.email_key = user.email === null ? null : toKey(user.email);
  }
  if (user.displayName !== undefined) {
    columns.display_name = user.displayName;
    columns.display_name_key = toKey(user.displayName);
  }
  if (user.avatarUrl !== undefined) columns.avatar_url = user.avatarUrl;
  if (user.bio !== undefined) columns.bio = user.bio;
  if (user.language !== undefined) columns.language = user.language;
  if (user.kind !== undefined) columns.kind = user.kind;
  if (user.passwordHash !== undefined) columns.password_hash = user.passwordHash;
  if (user.externalKey !== undefined) columns.external_key = user.externalKey;
  if (user.status !== undefined) columns.status = user.status;
  if (user.settings !== undefined) columns.settings = JSON.stringify(user.settings);
  if (user.createdAt !== undefined) columns.created_at = user.createdAt;
  if (user.lastSeenAt !== undefined) columns.last_seen_at = user.lastSeenAt;
  return columns;
}

function toUser(row: UserTable | undefined): User | undefined {
  return row === undefined ? undefined : fromRow(row);
}

export function fromRow(row: UserTable): User {
  return {
    id: row.id,
    userName: row.user_name,
    email: row.email,
    displayName: row.display_name,
    avatarUrl: row.avatar_url,
    bio: row.bio,
    language: row.language,
    kind: row.kind as UserKind,
    passwordHash: row.password_hash,
    externalKey: row.external_key,
    status: row.status,
    settings: { ...defaultUserSettings, ...(JSON.parse(row.settings) as Partial<UserSettings>) },
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
    gpos: row.gpos,
  };
}
