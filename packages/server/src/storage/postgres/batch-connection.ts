import type pg from 'pg';
import type { BatchRows } from './batch-rows.ts';
import { PostgresConnection } from './connection.ts';
import { runPipeline } from './pipeline.ts';

/** What works of a batch run besides what was read for all of them: one statement after the other. */
export class BatchConnection extends PostgresConnection {
  readonly cache: BatchRows;
  /** A statement failed: the transaction is lost, whatever the work made of it. */
  failed = false;
  readonly #client: pg.PoolClient;

  constructor(client: pg.PoolClient, rows: BatchRows) {
    super(client);
    this.#client = client;
    this.cache = rows;
  }

  override query(sql: string, parameters: readonly unknown[]): Promise<unknown[]> {
    return this.#follow(sql, () => super.query(sql, parameters));
  }

  override run(sql: string, parameters: readonly unknown[]): Promise<number> {
    return this.#follow(sql, () => super.run(sql, parameters));
  }

  async #follow<T>(sql: string, run: () => Promise<T>): Promise<T> {
    try {
      if (this.cache.meet(sql)) await runPipeline(this.#client, [this.cache.takeChanges()]);
      return await run();
    } catch (fault) {
      this.failed = true;
      throw fault;
    }
  }
}
