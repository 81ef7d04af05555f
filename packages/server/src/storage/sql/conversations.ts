import { sql } from 'kysely';
import type { Conversation, ConversationInvite, Member } from '../../core/conversations/conversation.ts';
import type {
  AwaitingConversation,
  ConversationStore,
  ListCursor,
  OwnConversation,
} from '../../core/conversations/conversation-store.ts';
import { CoreError } from '../../core/errors.ts';
import type { Ready } from '../../core/ready.ts';
import { uniqueViolation } from './constraint.ts';
import { countUnreadMentions, findAwaiting, findChanged, findLastActive, findRooms } from './conversation-lists.ts';
import {
  activeMembers,
  activeMembersOf,
  advanceRow,
  changedMembers,
  countMentions,
  findByDirectKeyRow,
  findBySlugRow,
  findConversation,
  findMemberRow,
  findOwnRow,
  markDeliveredRow,
  markReadRow,
  markSentRow,
} from './conversation-queries.ts';
import {
  type ConversationRow,
  memberToColumns,
  ownColumns,
  toColumns,
  toConversation,
  toMember,
  toOwn,
} from './conversation-rows.ts';
import { toAdvanced, toReadUpTo } from './counters.ts';
import type { Executor } from './executor.ts';
import type { RowCache } from './row-cache.ts';
import type { MemberTable } from './tables.ts';

export class SqlConversations implements ConversationStore {
  readonly #executor: Executor;
  readonly #gpos: number;
  readonly #cache: RowCache | undefined;

  constructor(executor: Executor, gpos: number) {
    this.#executor = executor;
    this.#gpos = gpos;
    this.#cache = executor.connection.cache;
  }

  async find(id: string): Promise<Conversation | undefined> {
    const known = this.#cache?.conversations.get(id);
    if (known !== undefined) return known;
    const row = await this.#executor.preparedRow(findConversation, { id });
    if (row === undefined) return undefined;
    const conversation = toConversation(row);
    this.#cache?.conversations.set(id, conversation);
    return conversation;
  }

  async findBySlug(slug: string): Promise<Conversation | undefined> {
    const row = await this.#executor.preparedRow(findBySlugRow, { slug });
    return row === undefined ? undefined : toConversation(row);
  }

  async findByDirectKey(key: string): Promise<Conversation | undefined> {
    const row = await this.#executor.preparedRow(findByDirectKeyRow, { key });
    return row === undefined ? undefined : toConversation(row);
  }

  async findMember(conversationId: string, userId: string): Promise<Member | undefined> {
    const known = this.#cache?.members.get(conversationId, userId);
    if (known !== undefined) return known;
    const row = await this.#executor.preparedRow(findMemberRow, { conversation: conversationId, user: userId });
    if (row === undefined) return undefined;
    const member = toMember(row);
    this.#cache?.members.set(conversationId, userId, member);
    return member;
  }

  findOwn(conversationId: string, userId: string): Ready<OwnConversation | undefined> {
    const conversation = this.#cache?.conversations.get(conversationId);
    const member = conversation === undefined ? undefined : this.#cache?.members.get(conversationId, userId);
    return conversation === undefined || member === undefined
      ? this.#loadOwn(conversationId, userId)
      : { conversation, member };
  }

  async #loadOwn(conversationId: string, userId: string): Promise<OwnConversation | undefined> {
    const row = await this.#executor.preparedRow(findOwnRow, { conversation: conversationId, user: userId });
    if (row === undefined) return undefined;
    const own = toOwn(row);
    this.#cache?.conversations.set(conversationId, own.conversation);
    this.#cache?.members.set(conversationId, userId, own.member);
    return own;
  }

  async listOwn(userId: string, after: ListCursor | null, limit: number): Promise<OwnConversation[]> {
    const ids = await findLastActive(this.#executor, userId, after, limit);
    if (ids.length === 0) return [];
    const query = this.#executor.build
      .selectFrom('members')
      .innerJoin('conversations', 'conversations.id', 'members.conversation_id')
      .select(ownColumns)
      .where('members.user_id', '=', userId)
      .where('members.conversation_id', 'in', ids)
      .orderBy('conversations.active_at', 'desc')
      .orderBy('conversations.id', 'desc');
    return (await this.#executor.rows(query)).map(toOwn);
  }

  async activeConversationIds(userId: string): Promise<string[]> {
    const query = this.#executor.build
      .selectFrom('members')
      .select('conversation_id')
      .where('user_id', '=', userId)
      .where('state', '=', 'active');
    return (await this.#executor.rows(query)).map((row) => row.conversation_id);
  }

  async translationChoices(userId: string): Promise<Map<string, string>> {
    const query = this.#executor.build
      .selectFrom('members')
      .select(['conversation_id', 'translate_to'])
      .where('user_id', '=', userId)
      .where('translate_to', 'is not', null)
      .where('state', '=', 'active');
    const rows = await this.#executor.rows(query);
    return new Map(rows.map((row) => [row.conversation_id, row.translate_to ?? '']));
  }

  async activeMemberIds(conversationId: string): Promise<string[]> {
    const rows = await this.#executor.preparedRows(activeMembers, { conversation: conversationId });
    return rows.map((row) => row.user_id);
  }

  async leaderIds(conversationId: string): Promise<string[]> {
    const query = this.#executor.build
      .selectFrom('members')
      .select('user_id')
      .where('conversation_id', '=', conversationId)
      // As the index on it is declared.
      .where(sql<boolean>`role <> 'member'`)
      .where('state', '=', 'active')
      .orderBy('user_id');
    return (await this.#executor.rows(query)).map((row) => row.user_id);
  }

  async listMembers(conversationId: string, after: ListCursor | null, limit: number): Promise<Member[]> {
    let query = this.#executor.build
      .selectFrom('members')
      .selectAll()
      .where('conversation_id', '=', conversationId)
      .where('state', '=', 'active')
      .orderBy('joined_at')
      .orderBy('user_id')
      .limit(limit);
    if (after !== null) query = query.where(sql<boolean>`(joined_at, user_id) > (${after.value}, ${after.id})`);
    return (await this.#executor.rows(query)).map(toMember);
  }

  async membersOf(conversationIds: readonly string[]): Promise<Member[]> {
    if (conversationIds.length === 0) return [];
    return (await this.#executor.rowsAmong(activeMembersOf, conversationIds, {})).map(toMember);
  }

  membersChangedAfterPos(conversationId: string, pos: number, limit: number): Promise<Member[]> {
    return this.#changed(conversationId, 'pos', pos, limit);
  }

  membersChangedAfterGpos(conversationId: string, gpos: number, limit: number): Promise<Member[]> {
    return this.#changed(conversationId, 'gpos', gpos, limit);
  }

  async #changed(conversationId: string, by: 'pos' | 'gpos', after: number, limit: number): Promise<Member[]> {
    const page = { conversation: conversationId, after, limit };
    return (await this.#executor.preparedRows(changedMembers[by], page)).map(toMember);
  }

  async listRooms(query: string | null, after: string | null, limit: number): Promise<Conversation[]> {
    return (await findRooms(this.#executor, { query, after, limit })).map(toConversation);
  }

  listChanged(userId: string, since: number, after: ListCursor | null, limit: number): Promise<OwnConversation[]> {
    return findChanged(this.#executor, { userId, since, after, limit });
  }

  listAwaiting(userId: string, since: number, limit: number): Promise<AwaitingConversation[]> {
    return findAwaiting(this.#executor, { userId, since, limit });
  }

  mentionCounts(userId: string, conversationIds: readonly string[]): Promise<Map<string, number>> {
    return countUnreadMentions(this.#executor, userId, conversationIds);
  }

  async mentionCount({ conversationId, userId, readSeq }: Parameters<ConversationStore['mentionCount']>[0]) {
    const unread = this.#cache?.unreadMentions?.get(conversationId, userId);
    if (unread !== undefined) return unread.filter((seq) => seq > readSeq).length;
    const place = { conversation: conversationId, user: userId };
    const row = await this.#executor.preparedRow(countMentions, { seq: readSeq, ...place });
    return Number(row?.count ?? 0);
  }

  async insert(conversation: Conversation): Promise<void> {
    const row = { ...(toColumns(conversation) as ConversationRow), id: conversation.id, gpos: this.#gpos };
    this.#forget(conversation.id);
    try {
      await this.#executor.run(this.#executor.build.insertInto('conversations').values(row));
    } catch (fault) {
      const columns = uniqueViolation(fault);
      if (columns === undefined) throw fault;
      if (columns.includes('slug'))
        throw new CoreError('name_taken', `The room name “${conversation.slug}” is in use.`);
      throw new CoreError('conflict', 'This conversation exists already.');
    }
  }

  advance(id: string, take: { seq: boolean; at: number }): Ready<Conversation | undefined> {
    if (this.#cache === undefined) return this.#advanceThere(id, take);
    const before = this.#cache.conversations.get(id);
    return before === undefined
      ? this.#loadAndAdvance(this.#cache, id, take)
      : this.#keepAdvanced(this.#cache, before, take);
  }

  async #loadAndAdvance(
    cache: RowCache,
    id: string,
    take: { seq: boolean; at: number },
  ): Promise<Conversation | undefined> {
    const before = await this.find(id);
    return before === undefined ? undefined : this.#keepAdvanced(cache, before, take);
  }

  #keepAdvanced(cache: RowCache, before: Conversation, take: { seq: boolean; at: number }): Conversation {
    const conversation = toAdvanced(before, take, this.#gpos);
    cache.advance(conversation);
    return conversation;
  }

  async #advanceThere(id: string, take: { seq: boolean; at: number }): Promise<Conversation | undefined> {
    const row = await this.#executor.preparedRow(advanceRow, {
      id,
      seq: take.seq ? 1 : 0,
      at: take.seq ? take.at : 0,
      gpos: this.#gpos,
    });
    return row === undefined ? undefined : toConversation(row);
  }

  async update(id: string, change: Partial<Conversation>): Promise<void> {
    this.#forget(id);
    await this.#executor.run(
      this.#executor.build.updateTable('conversations').set(toColumns(change)).where('id', '=', id),
    );
  }

  /** The statement that follows writes this row alone. */
  #forget(conversationId: string, userId?: string): void {
    if (userId === undefined) this.#cache?.conversations.delete(conversationId);
    else this.#cache?.members.delete(conversationId, userId);
    this.#cache?.touch?.(conversationId, userId);
    this.#cache?.announce();
  }

  async putMember(member: Member): Promise<void> {
    const row = { ...(memberToColumns(member) as MemberTable), gpos: this.#gpos };
    const { conversation_id: _conversation, user_id: _user, ...rest } = row;
    const query = this.#executor.build
      .insertInto('members')
      .values(row)
      .onConflict((conflict) => conflict.columns(['conversation_id', 'user_id']).doUpdateSet(rest));
    this.#forget(member.conversationId, member.userId);
    await this.#executor.run(query);
  }

  async updateMember(conversationId: string, userId: string, change: Partial<Member>): Promise<void> {
    const query = this.#executor.build
      .updateTable('members')
      .set({ ...memberToColumns(change), gpos: this.#gpos })
      .where('conversation_id', '=', conversationId)
      .where('user_id', '=', userId);
    this.#forget(conversationId, userId);
    await this.#executor.run(query);
  }

  markRead(
    { conversationId, userId }: Pick<Member, 'conversationId' | 'userId'>,
    { seq, shown }: { seq: number; shown: { pos: number } | undefined },
  ): Ready<void> {
    const pos = shown?.pos ?? 0;
    const shownSeq = shown === undefined ? 0 : seq;
    const member = this.#cache?.members.get(conversationId, userId);
    if (member !== undefined) {
      const readSeq = Math.max(member.readSeq, seq);
      const deliveredSeq = Math.max(member.deliveredSeq, seq);
      const shownReadSeq = Math.max(member.shownReadSeq, shownSeq);
      const numbers = { pos: Math.max(member.pos, pos), gpos: this.#gpos };
      return this.#cache?.mark(
        { ...member, readSeq, deliveredSeq, shownReadSeq, markedUnread: false, ...numbers },
        true,
      );
    }
    this.#forget(conversationId, userId);
    const place = { conversation: conversationId, user: userId };
    return this.#executor.putPrepared(markReadRow, { seq, shown: shownSeq, pos, gpos: this.#gpos, ...place });
  }

  markDelivered(
    { conversationId, userId }: Pick<Member, 'conversationId' | 'userId'>,
    { seq, pos }: { seq: number; pos: number },
  ): Ready<void> {
    const gpos = this.#gpos;
    const member = this.#cache?.members.get(conversationId, userId);
    if (member !== undefined) return this.#cache?.mark({ ...member, deliveredSeq: seq, pos, gpos }, false);
    this.#forget(conversationId, userId);
    const place = { conversation: conversationId, user: userId };
    return this.#executor.putPrepared(markDeliveredRow, { seq, pos, gpos, ...place });
  }

  markSent(conversationId: string, userId: string, seq: number): Ready<void> {
    const member = this.#cache?.members.get(conversationId, userId);
    if (member !== undefined) return this.#cache?.markSent(toReadUpTo(member, seq));
    this.#forget(conversationId, userId);
    return this.#executor.putPrepared(markSentRow, { conversation: conversationId, user: userId, seq });
  }

  async addMentions(conversationId: string, seq: number, userIds: readonly string[]): Promise<void> {
    if (userIds.length === 0) return;
    const rows = userIds.map((userId) => ({ user_id: userId, conversation_id: conversationId, seq }));
    await this.#executor.run(
      this.#executor.build
        .insertInto('mentions')
        .values(rows)
        .onConflict((conflict) => conflict.doNothing()),
    );
  }

  async removeMentions(conversationId: string, seq: number): Promise<void> {
    const query = this.#executor.build
      .deleteFrom('mentions')
      .where('conversation_id', '=', conversationId)
      .where('seq', '=', seq);
    await this.#executor.run(query);
  }

  async insertInvite(invite: ConversationInvite): Promise<void> {
    const row = {
      code: invite.code,
      conversation_id: invite.conversationId,
      created_by: invite.createdBy,
      expires_at: invite.expiresAt,
      uses_left: invite.usesLeft,
    };
    await this.#executor.run(this.#executor.build.insertInto('invites').values(row));
  }

  async useInvite(code: string, now: number): Promise<ConversationInvite | undefined> {
    const query = this.#executor.build
      .updateTable('invites')
      .set({ uses_left: sql<number>`uses_left - 1` })
      .where('code', '=', code)
      .where('expires_at', '>', now)
      .where((where) => where.or([where('uses_left', 'is', null), where('uses_left', '>', 0)]))
      .returningAll();
    const row = await this.#executor.row(query);
    if (row === undefined) return undefined;
    return {
      code: row.code,
      conversationId: row.conversation_id,
      createdBy: row.created_by,
      expiresAt: row.expires_at,
      usesLeft: row.uses_left,
    };
  }
}
