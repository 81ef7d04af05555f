import type { AnswerStreamStore, StoredAnswerStream } from '../../core/assistant/streams/answer-stream-store.ts';
import type { Executor } from './executor.ts';
import type { AnswerStreamTable } from './tables.ts';

export class SqlAnswerStreams implements AnswerStreamStore {
  readonly #executor: Executor;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  async find(id: string): Promise<StoredAnswerStream | undefined> {
    const query = this.#executor.build.selectFrom('answer_streams').selectAll().where('id', '=', id);
    const row = await this.#executor.row<AnswerStreamTable>(query);
    return row === undefined ? undefined : toStream(row);
  }

  async findByConversation(conversationId: string): Promise<StoredAnswerStream[]> {
    // Without an index: the table holds what is being written now and nothing else.
    const query = this.#executor.build
      .selectFrom('answer_streams')
      .selectAll()
      .where('conversation_id', '=', conversationId)
      .orderBy('id');
    return (await this.#executor.rows<AnswerStreamTable>(query)).map(toStream);
  }

  async findByMessage(messageId: string): Promise<StoredAnswerStream | undefined> {
    const query = this.#executor.build
      .selectFrom('answer_streams')
      .selectAll()
      .where('message_id', '=', messageId)
      .orderBy('id', 'desc')
      .limit(1);
    const row = await this.#executor.row<AnswerStreamTable>(query);
    return row === undefined ? undefined : toStream(row);
  }

  async put(stream: Omit<StoredAnswerStream, 'stoppedBy'>): Promise<void> {
    const { text, updatedAt } = stream;
    const query = this.#executor.build
      .insertInto('answer_streams')
      .values({
        id: stream.id,
        conversation_id: stream.conversationId,
        question_id: stream.questionId,
        sender_id: stream.senderId,
        asker_id: stream.askerId,
        message_id: stream.messageId,
        text,
        stopped_by: null,
        updated_at: updatedAt,
      })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ text, updated_at: updatedAt }));
    await this.#executor.run(query);
  }

  async stop(id: string, userId: string): Promise<boolean> {
    const query = this.#executor.build.updateTable('answer_streams').set({ stopped_by: userId }).where('id', '=', id);
    return (await this.#executor.run(query)) > 0;
  }

  async remove(id: string): Promise<void> {
    await this.#executor.run(this.#executor.build.deleteFrom('answer_streams').where('id', '=', id));
  }
}

function toStream(row: AnswerStreamTable): StoredAnswerStream {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    questionId: row.question_id,
    senderId: row.sender_id,
    askerId: row.asker_id,
    messageId: row.message_id,
    text: row.text,
    stoppedBy: row.stopped_by,
    updatedAt: row.updated_at,
  };
}
