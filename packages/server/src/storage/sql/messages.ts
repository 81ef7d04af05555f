import { sql } from 'kysely';
import type { Message, MessageEdit, ReactionSummary } from '../../core/messages/message.ts';
import type { MessageStore } from '../../core/messages/message-store.ts';
import type { Ready } from '../../core/ready.ts';
import { type Executor, prepared, preparedAmong } from './executor.ts';
import { findChanged, firstSentAfter } from './message-changes.ts';
import { isPlain, plainColumns, toColumns, toMessage, toPlainValues, toRow } from './message-rows.ts';
import type { MessageTable } from './tables.ts';

type Page = { conversation: string; bound: number; limit: number };

/** How many names a reaction's summary carries. */
const SHOWN_REACTORS = 20;

const findMessage = prepared<{ id: string }, MessageTable>((build, parameter) =>
  build.selectFrom('messages').selectAll().where('id', '=', parameter('id')),
);

/** What is written from it (reactions, counts of replies) must not overwrite what another node writes meanwhile. */
const lockMessage = prepared<{ id: string }, MessageTable>((build, parameter) =>
  build.selectFrom('messages').selectAll().where('id', '=', parameter('id')).forNoKeyUpdate(),
);

const findByClient = prepared<{ sender: string; client: string }, MessageTable>((build, parameter) =>
  build
    .selectFrom('messages')
    .selectAll()
    .where('sender_id', '=', parameter('sender'))
    .where('client_id', '=', parameter('client')),
);

const before = prepared<Page, MessageTable>((build, parameter) =>
  build
    .selectFrom('messages')
    .selectAll()
    .where('conversation_id', '=', parameter('conversation'))
    .where('seq', '<', parameter('bound'))
    .orderBy('seq', 'desc')
    .limit(parameter('limit')),
);

const after = prepared<Page, MessageTable>((build, parameter) =>
  build
    .selectFrom('messages')
    .selectAll()
    .where('conversation_id', '=', parameter('conversation'))
    .where('seq', '>', parameter('bound'))
    .orderBy('seq')
    .limit(parameter('limit')),
);

const changedByPos = prepared<Page, MessageTable>((build, parameter) =>
  build
    .selectFrom('messages')
    .selectAll()
    .where('conversation_id', '=', parameter('conversation'))
    .where('pos', '>', parameter('bound'))
    .orderBy('pos')
    .limit(parameter('limit')),
);

const findMessages = preparedAmong<object, MessageTable>((build, ids) =>
  build.selectFrom('messages').selectAll().where('id', 'in', ids),
);

const newestOf = preparedAmong<object, MessageTable>((build, ids) =>
  build
    .selectFrom('conversations')
    .innerJoin('messages', (join) =>
      join
        .onRef('messages.conversation_id', '=', 'conversations.id')
        .onRef('messages.seq', '=', 'conversations.last_seq'),
    )
    .selectAll('messages')
    .where('conversations.id', 'in', ids),
);

const hiddenOf = preparedAmong<{ user: string }, { message_id: string }>((build, ids, parameter) =>
  build
    .selectFrom('hidden')
    .select('message_id')
    .where('user_id', '=', parameter('user'))
    .where('message_id', 'in', ids),
);

const hiddenSince = prepared<{ user: string; conversation: string; gpos: number }, { message_id: string }>(
  (build, parameter) =>
    build
      .selectFrom('hidden')
      .select('message_id')
      .where('user_id', '=', parameter('user'))
      .where('conversation_id', '=', parameter('conversation'))
      .where('gpos', '>', parameter('gpos'))
      .orderBy('gpos')
      .limit(sql.lit(1000)),
);

const insertMessage = prepared<MessageTable, never>(
  (build, parameter) =>
    build.insertInto('messages').values({
      id: parameter('id'),
      conversation_id: parameter('conversation_id'),
      seq: parameter('seq'),
      pos: parameter('pos'),
      gpos: parameter('gpos'),
      sent_gpos: parameter('sent_gpos'),
      rev: parameter('rev'),
      sender_id: parameter('sender_id'),
      client_id: parameter('client_id'),
      body_hash: parameter('body_hash'),
      content: parameter('content'),
      search_text: parameter('search_text'),
      reply_to: parameter('reply_to'),
      thread_id: parameter('thread_id'),
      reply_count: parameter('reply_count'),
      mentions: parameter('mentions'),
      reactions: parameter('reactions'),
      forwarded_from: parameter('forwarded_from'),
      annotations: parameter('annotations'),
      created_at: parameter('created_at'),
      edited_at: parameter('edited_at'),
      deleted_at: parameter('deleted_at'),
      pinned_at: parameter('pinned_at'),
      pinned_by: parameter('pinned_by'),
    }) as never,
);

/** What most messages are; what they do not have is left to the columns’ being null. */
const insertPlain = prepared<Pick<MessageTable, (typeof plainColumns)[number]>, never>((build, parameter) => {
  const values = Object.fromEntries(plainColumns.map((column) => [column, parameter(column)]));
  return build.insertInto('messages').values({ ...values, rev: sql.lit(0), reply_count: sql.lit(0) } as never) as never;
});

const toFound = (row: MessageTable | undefined): Message | undefined =>
  row === undefined ? undefined : toMessage(row);

export class SqlMessages implements MessageStore {
  readonly #executor: Executor;
  readonly #gpos: number;

  constructor(executor: Executor, gpos: number) {
    this.#executor = executor;
    this.#gpos = gpos;
  }

  async find(id: string): Promise<Message | undefined> {
    const writes = this.#gpos > 0 && this.#executor.connection.capabilities.locksRows;
    const row = await this.#executor.preparedRow(writes ? lockMessage : findMessage, { id });
    return row === undefined ? undefined : toMessage(row);
  }

  async findMany(ids: readonly string[]): Promise<Message[]> {
    if (ids.length === 0) return [];
    return (await this.#executor.rowsAmong(findMessages, ids, {})).map(toMessage);
  }

  findByClientId(senderId: string, clientId: string): Ready<Message | undefined> {
    const row = this.#executor.preparedRow(findByClient, { sender: senderId, client: clientId });
    return row instanceof Promise ? row.then(toFound) : toFound(row);
  }

  async listBefore(conversationId: string, bound: number, limit: number): Promise<Message[]> {
    const page = { conversation: conversationId, bound, limit };
    return (await this.#executor.preparedRows(before, page)).map(toMessage);
  }

  async listAfter(conversationId: string, bound: number, limit: number): Promise<Message[]> {
    const page = { conversation: conversationId, bound, limit };
    return (await this.#executor.preparedRows(after, page)).map(toMessage);
  }

  async lastOf(conversationIds: readonly string[]): Promise<Map<string, Message>> {
    if (conversationIds.length === 0) return new Map();
    const rows = await this.#executor.rowsAmong(newestOf, conversationIds, {});
    return new Map(rows.map((row) => [row.conversation_id, toMessage(row)]));
  }

  async changedAfterPos(conversationId: string, pos: number, limit: number): Promise<Message[]> {
    const page = { conversation: conversationId, bound: pos, limit };
    if (this.#executor.connection.capabilities.sentInOrder) {
      return (await findChanged(this.#executor, 'pos', page)).map(toMessage);
    }
    return (await this.#executor.preparedRows(changedByPos, page)).map(toMessage);
  }

  async changedAfterGpos(conversationId: string, gpos: number, limit: number): Promise<Message[]> {
    if (this.#executor.connection.capabilities.sentInOrder) {
      const page = { conversation: conversationId, bound: gpos, limit };
      const rows = await findChanged(this.#executor, 'gpos', page);
      return rows.sort((one, other) => one.pos - other.pos).map(toMessage);
    }
    // In a subquery, so that the index on gpos bounds the work before the rows are put in pos order.
    const query = this.#executor.build
      .selectFrom((from) =>
        from
          .selectFrom('messages')
          .selectAll()
          .where('conversation_id', '=', conversationId)
          .where('gpos', '>', gpos)
          .orderBy('gpos')
          // Those of one commit share it; whoever is told only the first is told where the rest begins.
          .orderBy('pos')
          .limit(limit)
          .as('changed'),
      )
      .selectAll()
      .orderBy('pos');
    return (await this.#executor.rows(query)).map((row) => toMessage(row as MessageTable));
  }

  async listThread(rootId: string, afterSeq: number, limit: number): Promise<Message[]> {
    const query = this.#executor.build
      .selectFrom('messages')
      .selectAll()
      .where('thread_id', '=', rootId)
      .where('seq', '>', afterSeq)
      .orderBy('seq')
      .limit(limit);
    return (await this.#executor.rows(query)).map(toMessage);
  }

  async findReply({ id, conversationId, seq }: Message, senderId: string): Promise<Message | undefined> {
    const query = this.#executor.build
      .selectFrom('messages')
      .selectAll()
      .where('conversation_id', '=', conversationId)
      .where('seq', '>', seq)
      .where('sender_id', '=', senderId)
      .where('reply_to', '=', id)
      .orderBy('seq')
      .limit(1);
    const row = await this.#executor.row(query);
    return row === undefined ? undefined : toMessage(row);
  }

  async listPinned(conversationId: string, limit: number): Promise<Message[]> {
    const query = this.#executor.build
      .selectFrom('messages')
      .selectAll()
      .where('conversation_id', '=', conversationId)
      .where('pinned_at', 'is not', null)
      .orderBy('pinned_at', 'desc')
      .limit(limit);
    return (await this.#executor.rows(query)).map(toMessage);
  }

  async listEdits(messageId: string): Promise<MessageEdit[]> {
    const query = this.#executor.build
      .selectFrom('edits')
      .selectAll()
      .where('message_id', '=', messageId)
      .orderBy('rev');
    return (await this.#executor.rows(query)).map((row) => ({
      messageId: row.message_id,
      rev: row.rev,
      content: JSON.parse(row.content),
      editedAt: row.edited_at,
    }));
  }

  async lastSeqAtGpos(conversationId: string, gpos: number): Promise<number> {
    if (this.#executor.connection.capabilities.sentInOrder) {
      return (await firstSentAfter(this.#executor, 'gpos', conversationId, gpos)) - 1;
    }
    const query = this.#executor.build
      .selectFrom('messages')
      .select('seq')
      .where('conversation_id', '=', conversationId)
      .where('sent_gpos', '<=', gpos)
      .orderBy('seq', 'desc')
      .limit(1);
    return (await this.#executor.row(query))?.seq ?? 0;
  }

  async hiddenAmong(userId: string, messageIds: readonly string[]): Promise<Set<string>> {
    if (messageIds.length === 0) return new Set();
    const rows = await this.#executor.rowsAmong(hiddenOf, messageIds, { user: userId });
    return new Set(rows.map((row) => row.message_id));
  }

  async hiddenAfter(userId: string, conversationId: string, gpos: number): Promise<string[]> {
    const place = { user: userId, conversation: conversationId, gpos };
    return (await this.#executor.preparedRows(hiddenSince, place)).map((row) => row.message_id);
  }

  async reactionsOf(messageId: string): Promise<ReactionSummary[]> {
    const query = this.#executor.build
      .selectFrom('reactions')
      .select(['emoji', 'user_id'])
      .where('message_id', '=', messageId)
      .orderBy('created_at')
      .orderBy('user_id');
    const summaries = new Map<string, ReactionSummary>();
    for (const { emoji, user_id } of await this.#executor.rows(query)) {
      const summary = summaries.get(emoji) ?? { emoji, count: 0, userIds: [] };
      summary.count += 1;
      if (summary.userIds.length < SHOWN_REACTORS) summary.userIds.push(user_id);
      summaries.set(emoji, summary);
    }
    return [...summaries.values()];
  }

  insert(message: Message): Ready<void> {
    return isPlain(message)
      ? this.#executor.putValues(insertPlain, toPlainValues(message, this.#gpos))
      : this.#executor.putPrepared(insertMessage, toRow(message, this.#gpos));
  }

  async update(id: string, change: Partial<Message>): Promise<void> {
    const query = this.#executor.build
      .updateTable('messages')
      .set({ ...toColumns(change), gpos: this.#gpos, sent_pos: sql<number>`coalesce(sent_pos, pos)` })
      .where('id', '=', id);
    await this.#executor.run(query);
  }

  async insertEdit(edit: MessageEdit): Promise<void> {
    const row = {
      message_id: edit.messageId,
      rev: edit.rev,
      content: JSON.stringify(edit.content),
      edited_at: edit.editedAt,
    };
    await this.#executor.run(this.#executor.build.insertInto('edits').values(row));
  }

  async deleteEdits(messageId: string): Promise<void> {
    await this.#executor.run(this.#executor.build.deleteFrom('edits').where('message_id', '=', messageId));
  }

  async setReaction(messageId: string, userId: string, emoji: string, on: boolean, at: number): Promise<boolean> {
    const { build } = this.#executor;
    const query = on
      ? build
          .insertInto('reactions')
          .values({ message_id: messageId, user_id: userId, emoji, created_at: at })
          .onConflict((conflict) => conflict.doNothing())
      : build
          .deleteFrom('reactions')
          .where('message_id', '=', messageId)
          .where('user_id', '=', userId)
          .where('emoji', '=', emoji);
    return (await this.#executor.run(query)) > 0;
  }

  async deleteReactions(messageId: string): Promise<void> {
    await this.#executor.run(this.#executor.build.deleteFrom('reactions').where('message_id', '=', messageId));
  }

  async hide(userId: string, message: Message, at: number): Promise<boolean> {
    const query = this.#executor.build
      .insertInto('hidden')
      .values({
        user_id: userId,
        message_id: message.id,
        conversation_id: message.conversationId,
        gpos: this.#gpos,
        hidden_at: at,
      })
      .onConflict((conflict) => conflict.doNothing());
    return (await this.#executor.run(query)) > 0;
  }
}
