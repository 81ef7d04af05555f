import type { Session } from '../../core/sessions/session.ts';
import type { SessionStore } from '../../core/sessions/session-store.ts';
import { type Executor, prepared } from './executor.ts';
import type { SessionTable } from './tables.ts';

const findSession = prepared<{ id: string }, SessionTable>((build, parameter) =>
  build.selectFrom('sessions').selectAll().where('id', '=', parameter('id')),
);

export class SqlSessions implements SessionStore {
  readonly #executor: Executor;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  async find(id: string): Promise<Session | undefined> {
    return toSession(await this.#executor.preparedRow(findSession, { id }));
  }

  findByRefreshHash(hash: string): Promise<Session | undefined> {
    return this.#findBy('refresh_hash', hash);
  }

  findByPreviousRefreshHash(hash: string): Promise<Session | undefined> {
    return this.#findBy('previous_refresh_hash', hash);
  }

  async #findBy(column: 'refresh_hash' | 'previous_refresh_hash', hash: string): Promise<Session | undefined> {
    const query = this.#executor.build.selectFrom('sessions').selectAll().where(column, '=', hash);
    return toSession(await this.#executor.row(query));
  }

  async listActive(userId: string, now: number): Promise<Session[]> {
    const query = this.#executor.build
      .selectFrom('sessions')
      .selectAll()
      .where('user_id', '=', userId)
      .where('ended_at', 'is', null)
      .where('expires_at', '>', now)
      .orderBy('last_used_at', 'desc')
      .orderBy('id', 'desc');
    return (await this.#executor.rows(query)).map(fromRow);
  }

  async insert(session: Session): Promise<void> {
    await this.#executor.run(
      this.#executor.build.insertInto('sessions').values({
        id: session.id,
        user_id: session.userId,
        device: session.device,
        refresh_hash: session.refreshHash,
        previous_refresh_hash: session.previousRefreshHash,
        created_at: session.createdAt,
        last_used_at: session.lastUsedAt,
        expires_at: session.expiresAt,
        ended_at: session.endedAt,
      }),
    );
  }

  async rotate(id: string, expectedHash: string, newHash: string, now: number, expiresAt: number): Promise<boolean> {
    const query = this.#executor.build
      .updateTable('sessions')
      .set({ refresh_hash: newHash, previous_refresh_hash: expectedHash, last_used_at: now, expires_at: expiresAt })
      .where('id', '=', id)
      .where('refresh_hash', '=', expectedHash)
      .where('ended_at', 'is', null);
    return (await this.#executor.run(query)) === 1;
  }

  async endAll(userId: string, now: number, exceptId: string | null): Promise<string[]> {
    let query = this.#executor.build
      .updateTable('sessions')
      .set({ ended_at: now })
      .where('user_id', '=', userId)
      .where('ended_at', 'is', null);
    if (exceptId !== null) query = query.where('id', '!=', exceptId);
    return (await this.#executor.rows(query.returning('id'))).map((row) => row.id);
  }

  async end(id: string, now: number): Promise<boolean> {
    const query = this.#executor.build
      .updateTable('sessions')
      .set({ ended_at: now })
      .where('id', '=', id)
      .where('ended_at', 'is', null);
    return (await this.#executor.run(query)) === 1;
  }
}

function toSession(row: SessionTable | undefined): Session | undefined {
  return row === undefined ? undefined : fromRow(row);
}

function fromRow(row: SessionTable): Session {
  return {
    id: row.id,
    userId: row.user_id,
    device: row.device,
    refreshHash: row.refresh_hash,
    previousRefreshHash: row.previous_refresh_hash,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    expiresAt: row.expires_at,
    endedAt: row.ended_at,
  };
}
