import type { DigestStore, StoredDigest } from '../../core/assistant/context/digest-store.ts';
import type { Executor } from './executor.ts';
import type { DigestTable } from './tables.ts';

export class SqlDigests implements DigestStore {
  readonly #executor: Executor;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  async find(conversationId: string, userId: string): Promise<StoredDigest | undefined> {
    const query = this.#executor.build
      .selectFrom('digests')
      .selectAll()
      .where('conversation_id', '=', conversationId)
      .where('user_id', '=', userId);
    const row = await this.#executor.row<DigestTable>(query);
    return row === undefined ? undefined : toDigest(row);
  }

  async put(digest: StoredDigest): Promise<void> {
    const { upToSeq, engine, text, createdAt } = digest;
    const values = { up_to_seq: upToSeq, engine, text, created_at: createdAt };
    const query = this.#executor.build
      .insertInto('digests')
      .values({ conversation_id: digest.conversationId, user_id: digest.userId, ...values })
      .onConflict((conflict) => conflict.columns(['conversation_id', 'user_id']).doUpdateSet(values));
    await this.#executor.run(query);
  }

  async forget(conversationId: string, userId: string | null): Promise<void> {
    const all = this.#executor.build.deleteFrom('digests').where('conversation_id', '=', conversationId);
    await this.#executor.run(userId === null ? all : all.where('user_id', '=', userId));
  }
}

function toDigest(row: DigestTable): StoredDigest {
  return {
    conversationId: row.conversation_id,
    userId: row.user_id,
    // PostgreSQL gives large integers as text where a driver is told nothing.
    upToSeq: Number(row.up_to_seq),
    engine: row.engine === 'model' ? 'model' : 'built-in',
    text: row.text,
    createdAt: Number(row.created_at),
  };
}
