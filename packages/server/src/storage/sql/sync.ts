import { sql } from 'kysely';
import type { Ready } from '../../core/ready.ts';
import type { StoredAnswer, SyncStore } from '../../core/sync/sync-store.ts';
import { type Executor, prepared } from './executor.ts';

const findEpoch = prepared<object, { value: string }>((build) =>
  build.selectFrom('meta').select('value').where('key', '=', 'epoch'),
);

const findAcknowledged = prepared<{ user: string }, { epoch: string; gpos: number | null }>((build, parameter) =>
  build
    .selectFrom('meta')
    .leftJoin('acknowledgements', (join) => join.on('acknowledgements.user_id', '=', parameter('user')))
    .select(['meta.value as epoch', 'acknowledgements.gpos'])
    .where('meta.key', '=', 'epoch'),
);

const raiseAcknowledged = prepared<{ user: string; gpos: number }, never>(
  (build, parameter) =>
    build
      .insertInto('acknowledgements')
      .values({ user_id: parameter('user'), gpos: parameter('gpos') })
      .onConflict((conflict) =>
        conflict
          .column('user_id')
          .doUpdateSet({ gpos: parameter('gpos') })
          .where(sql<boolean>`acknowledgements.gpos < ${parameter('gpos')}`),
      ) as never,
);

export class SqlSync implements SyncStore {
  readonly #executor: Executor;
  readonly #frontier: (executor: Executor) => Promise<number>;

  constructor(executor: Executor, frontier: (executor: Executor) => Promise<number>) {
    this.#executor = executor;
    this.#frontier = frontier;
  }

  async epoch(): Promise<string> {
    return (await this.#executor.preparedRow(findEpoch, {}))?.value ?? '';
  }

  frontier(): Promise<number> {
    return this.#frontier(this.#executor);
  }

  async acknowledged(userId: string): Promise<{ epoch: string; gpos: number }> {
    const row = await this.#executor.preparedRow(findAcknowledged, { user: userId });
    return { epoch: row?.epoch ?? '', gpos: row?.gpos ?? 0 };
  }

  acknowledge(userId: string, gpos: number): Ready<void> {
    const { cache } = this.#executor.connection;
    if (cache?.acknowledge !== undefined) return cache.acknowledge(userId, gpos);
    return this.#executor.putPrepared(raiseAcknowledged, { user: userId, gpos });
  }

  async findAnswer(userId: string, key: string, now: number): Promise<StoredAnswer | undefined> {
    const query = this.#executor.build
      .selectFrom('answers')
      .select(['request_hash', 'result'])
      .where('user_id', '=', userId)
      .where('key', '=', key)
      .where('expires_at', '>', now);
    const row = await this.#executor.row(query);
    return row === undefined ? undefined : { requestHash: row.request_hash, result: row.result };
  }

  async claimAnswer(
    userId: string,
    key: string,
    { requestHash, now, until }: { requestHash: string; now: number; until: number },
  ): Promise<boolean> {
    const values = { request_hash: requestHash, result: '', expires_at: until };
    const query = this.#executor.build
      .insertInto('answers')
      .values({ user_id: userId, key, ...values })
      .onConflict((conflict) =>
        conflict.columns(['user_id', 'key']).doUpdateSet(values).where('answers.expires_at', '<=', now),
      );
    return (await this.#executor.run(query)) > 0;
  }

  async dropClaim(userId: string, key: string): Promise<void> {
    const query = this.#executor.build
      .deleteFrom('answers')
      .where('user_id', '=', userId)
      .where('key', '=', key)
      .where('result', '=', '');
    await this.#executor.run(query);
  }

  async putAnswer(userId: string, key: string, answer: StoredAnswer, expiresAt: number): Promise<void> {
    const values = { request_hash: answer.requestHash, result: answer.result, expires_at: expiresAt };
    const query = this.#executor.build
      .insertInto('answers')
      .values({ user_id: userId, key, ...values })
      .onConflict((conflict) => conflict.columns(['user_id', 'key']).doUpdateSet(values));
    await this.#executor.run(query);
  }

  async deleteAnswersBefore(now: number): Promise<number> {
    return this.#executor.run(this.#executor.build.deleteFrom('answers').where('expires_at', '<=', now));
  }
}
