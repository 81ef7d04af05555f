import type { HistoryReader } from '../../core/history/history-store.ts';
import type { Message } from '../../core/messages/message.ts';
import { type Executor, prepared } from './executor.ts';
import { toMessage } from './message-rows.ts';
import type { MessageTable } from './tables.ts';

type Page = { user: string; conversation: string; skip: number; limit: number };

const visiblePage = prepared<Page, MessageTable>((build, parameter) =>
  build
    .selectFrom('messages')
    .selectAll()
    .where('conversation_id', '=', parameter('conversation'))
    .where('deleted_at', 'is', null)
    .where((where) => where.or([where('content', 'is not', null), where('sender_id', '=', parameter('user'))]))
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('hidden')
            .select('hidden.message_id')
            .whereRef('hidden.message_id', '=', 'messages.id')
            .where('hidden.user_id', '=', parameter('user')),
        ),
      ),
    )
    .orderBy('seq', 'desc')
    .limit(parameter('limit'))
    .offset(parameter('skip')),
);

const visibleBefore = prepared<{ user: string; conversation: string; seq: number; limit: number }, MessageTable>(
  (build, parameter) =>
    build
      .selectFrom('messages')
      .selectAll()
      .where('conversation_id', '=', parameter('conversation'))
      .where('seq', '<', parameter('seq'))
      .where('deleted_at', 'is', null)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('hidden')
              .select('hidden.message_id')
              .whereRef('hidden.message_id', '=', 'messages.id')
              .where('hidden.user_id', '=', parameter('user')),
          ),
        ),
      )
      .orderBy('seq', 'desc')
      .limit(parameter('limit')),
);

const assistantChats = prepared<{ user: string; bot: string; limit: number }, { id: string }>((build, parameter) =>
  build
    .selectFrom('members')
    .innerJoin('conversations', 'conversations.id', 'members.conversation_id')
    .innerJoin('members as bots', 'bots.conversation_id', 'conversations.id')
    .select('conversations.id')
    .where('members.user_id', '=', parameter('user'))
    .where('members.state', '=', 'active')
    .where('bots.user_id', '=', parameter('bot'))
    .where('conversations.kind', '=', 'assistant')
    .orderBy('conversations.active_at', 'desc')
    .orderBy('conversations.id', 'desc')
    .limit(parameter('limit')),
);

export class SqlHistory implements HistoryReader {
  readonly #executor: Executor;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  async listVisible(
    userId: string,
    conversationId: string,
    { skip, limit }: { skip: number; limit: number },
  ): Promise<Message[]> {
    const page = { user: userId, conversation: conversationId, skip, limit };
    return (await this.#executor.preparedRows(visiblePage, page)).map(toMessage);
  }

  async listVisibleBefore(userId: string, conversationId: string, seq: number, limit: number): Promise<Message[]> {
    const page = { user: userId, conversation: conversationId, seq, limit };
    return (await this.#executor.preparedRows(visibleBefore, page)).map(toMessage);
  }

  async countVisible(userId: string, conversationIds: readonly string[]): Promise<Map<string, number>> {
    if (conversationIds.length === 0) return new Map();
    const query = this.#executor.build
      .selectFrom('messages')
      .select(({ fn }) => ['conversation_id', fn.countAll<number | string>().as('count')])
      .where('conversation_id', 'in', conversationIds)
      .where('deleted_at', 'is', null)
      .where((where) => where.or([where('content', 'is not', null), where('sender_id', '=', userId)]))
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('hidden')
              .select('hidden.message_id')
              .whereRef('hidden.message_id', '=', 'messages.id')
              .where('hidden.user_id', '=', userId),
          ),
        ),
      )
      .groupBy('conversation_id');
    // PostgreSQL gives a count as text.
    return new Map((await this.#executor.rows(query)).map((row) => [row.conversation_id, Number(row.count)]));
  }

  async assistantChatIds(userId: string, botId: string, limit: number): Promise<string[]> {
    const rows = await this.#executor.preparedRows(assistantChats, { user: userId, bot: botId, limit });
    return rows.map((row) => row.id);
  }
}
