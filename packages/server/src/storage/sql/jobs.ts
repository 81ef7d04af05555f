import { sql } from 'kysely';
import type { ClaimedJob, Job, JobClaim, JobState, NewJob } from '../../core/outbox/job.ts';
import type { JobCount, JobStore, NewClaim } from '../../core/outbox/job-store.ts';
import { type Executor, preparedAmong } from './executor.ts';
import type { JobTable } from './tables.ts';

/** Writes a job into the outbox, in the transaction of what causes it; returns its id. */
export async function insertJob(executor: Executor, id: string, job: NewJob, now: number): Promise<string> {
  await executor.run(
    executor.build.insertInto('jobs').values({
      id,
      kind: job.kind,
      payload: JSON.stringify(job.payload),
      owner_id: job.ownerId ?? null,
      priority: job.priority ?? 100,
      run_at: job.runAt ?? now,
      attempts: 0,
      state: 'waiting',
      locked_until: null,
      lease: null,
      progress: null,
      note: null,
      error: null,
      created_at: now,
      finished_at: null,
    }),
  );
  return id;
}

/** Written into the text of a query and not bound to it: only then do both databases use the indexes on one state. */
const inState = (state: JobState) => sql.lit(state);

const OPEN = ['waiting', 'running', 'dead'] as const;

/** Asked every second on a server with nothing else to do. */
const firstWaiting = findFirst('waiting', 'run_at');
const firstRunning = findFirst('running', 'locked_until');

function findFirst(state: JobState, due: 'run_at' | 'locked_until') {
  return preparedAmong<object, { due: number | null }>((build, kinds) =>
    build
      .selectFrom('jobs')
      .select((select) => select.ref(due).as('due'))
      .where('state', '=', inState(state))
      .where('kind', 'in', kinds)
      .orderBy(due)
      .limit(1),
  );
}

const FREE = { locked_until: null, lease: null };

export class SqlJobs implements JobStore {
  readonly #executor: Executor;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  async find(id: string): Promise<Job | undefined> {
    const row = await this.#executor.row<JobTable>(
      this.#executor.build.selectFrom('jobs').selectAll().where('id', '=', id),
    );
    return row === undefined ? undefined : toJob(row);
  }

  async findNextDue(kinds: readonly string[]): Promise<number | undefined> {
    if (kinds.length === 0) return undefined;
    const [waiting] = await this.#executor.rowsAmong(firstWaiting, kinds, {});
    const [running] = await this.#executor.rowsAmong(firstRunning, kinds, {});
    const due = Math.min(waiting?.due ?? Infinity, running?.due ?? Infinity);
    return due === Infinity ? undefined : due;
  }

  async listDead(limit: number, kind?: string): Promise<Job[]> {
    const all = this.#executor.build.selectFrom('jobs').selectAll().where('state', '=', inState('dead'));
    const query = kind === undefined ? all : all.where('kind', '=', kind);
    const rows = await this.#executor.rows(query.orderBy('finished_at', 'desc').orderBy('id', 'desc').limit(limit));
    return rows.map(toJob);
  }

  async countOpen(): Promise<JobCount[]> {
    const counts: JobCount[] = [];
    for (const state of OPEN) {
      const query = this.#executor.build
        .selectFrom('jobs')
        .select((select) => ['kind', select.fn.countAll<number>().as('count')])
        .where('state', '=', inState(state))
        .groupBy('kind')
        .orderBy('kind');
      for (const { kind, count } of await this.#executor.rows(query)) counts.push({ kind, state, count });
    }
    return counts;
  }

  async claim(claim: NewClaim): Promise<ClaimedJob[]> {
    const { limit, kinds, lease, now, leasedUntil } = claim;
    if (kinds.length === 0) return [];
    const ids = await this.#lockAbandoned(limit, claim);
    if (ids.length < limit) ids.push(...(await this.#lockWaiting(limit - ids.length, claim)));
    if (ids.length === 0) return [];
    const query = this.#executor.build
      .updateTable('jobs')
      .set((set) => ({
        state: 'running',
        attempts: set('attempts', '+', 1),
        run_at: now,
        locked_until: leasedUntil,
        lease,
      }))
      .where('id', 'in', ids)
      .returningAll();
    const jobs = (await this.#executor.rows(query)).map((row) => ({ lease, ...toJob(row) }));
    return jobs.sort((one, other) => one.priority - other.priority || (one.id < other.id ? -1 : 1));
  }

  #lockAbandoned(limit: number, { kinds, now }: NewClaim): Promise<string[]> {
    const query = this.#executor.build
      .selectFrom('jobs')
      .select('id')
      .where('state', '=', inState('running'))
      .where('locked_until', '<=', now)
      .where('kind', 'in', [...kinds])
      .orderBy('locked_until')
      .limit(limit)
      .modifyEnd(sql.raw(this.#executor.connection.capabilities.skipLocked));
    return this.#executor.rows(query).then((rows) => rows.map((row) => row.id));
  }

  #lockWaiting(limit: number, { kinds, now }: NewClaim): Promise<string[]> {
    const query = this.#executor.build
      .selectFrom('jobs')
      .select('id')
      .where('state', '=', inState('waiting'))
      // A sum, so that no index on the time is used: the one on the priority finds the first rows without sorting all.
      .where(sql`run_at + 0`, '<=', now)
      .where('kind', 'in', [...kinds])
      .orderBy('priority')
      .orderBy('run_at')
      .limit(limit)
      .modifyEnd(sql.raw(this.#executor.connection.capabilities.skipLocked));
    return this.#executor.rows(query).then((rows) => rows.map((row) => row.id));
  }

  async renew(claims: readonly JobClaim[], leasedUntil: number): Promise<string[]> {
    const held: string[] = [];
    // In one order everywhere, so that two transactions never wait for each other.
    for (const claim of claims.toSorted((one, other) => (one.id < other.id ? -1 : 1))) {
      if (await this.#change(claim, { locked_until: leasedUntil })) held.push(claim.id);
    }
    return held;
  }

  putProgress(claim: JobClaim, fraction: number, note: string | null): Promise<boolean> {
    return this.#change(claim, { progress: fraction, note });
  }

  complete(claim: JobClaim, now: number): Promise<boolean> {
    return this.#change(claim, { ...FREE, state: 'done', progress: 1, error: null, finished_at: now });
  }

  retry(claim: JobClaim, runAt: number, error: string): Promise<boolean> {
    return this.#change(claim, { ...FREE, state: 'waiting', run_at: runAt, error });
  }

  fail(claim: JobClaim, now: number, error: string): Promise<boolean> {
    return this.#change(claim, { ...FREE, state: 'dead', error, finished_at: now });
  }

  async handBack(claim: JobClaim): Promise<boolean> {
    const query = this.#executor.build
      .updateTable('jobs')
      .set((set) => ({ ...FREE, state: 'waiting', attempts: set('attempts', '-', 1) }))
      .where('id', '=', claim.id)
      .where('state', '=', inState('running'))
      .where('lease', '=', claim.lease);
    return (await this.#executor.run(query)) === 1;
  }

  async requeue(id: string, now: number): Promise<boolean> {
    return (await this.#executor.run(this.#requeueing(now).where('id', '=', id))) === 1;
  }

  requeueAll(now: number, kind?: string): Promise<number> {
    const all = this.#requeueing(now);
    return this.#executor.run(kind === undefined ? all : all.where('kind', '=', kind));
  }

  #requeueing(now: number) {
    return this.#executor.build
      .updateTable('jobs')
      .set({ state: 'waiting', attempts: 0, run_at: now, progress: null, note: null, finished_at: null })
      .where('state', '=', inState('dead'));
  }

  async drop(id: string): Promise<boolean> {
    const dead = this.#executor.build.deleteFrom('jobs').where('state', '=', inState('dead'));
    return (await this.#executor.run(dead.where('id', '=', id))) === 1;
  }

  dropAll(kind?: string): Promise<number> {
    const dead = this.#executor.build.deleteFrom('jobs').where('state', '=', inState('dead'));
    return this.#executor.run(kind === undefined ? dead : dead.where('kind', '=', kind));
  }

  purgeDone(before: number, limit: number): Promise<number> {
    const old = this.#executor.build
      .selectFrom('jobs')
      .select('id')
      .where('state', '=', inState('done'))
      .where('finished_at', '<', before)
      .orderBy('finished_at')
      .limit(limit);
    return this.#executor.run(this.#executor.build.deleteFrom('jobs').where('id', 'in', old));
  }

  async #change({ id, lease }: JobClaim, change: Partial<JobTable>): Promise<boolean> {
    const query = this.#executor.build
      .updateTable('jobs')
      .set(change)
      .where('id', '=', id)
      .where('state', '=', inState('running'))
      .where('lease', '=', lease);
    return (await this.#executor.run(query)) === 1;
  }
}

function toJob(row: JobTable): Job {
  return {
    id: row.id,
    kind: row.kind,
    payload: JSON.parse(row.payload),
    ownerId: row.owner_id,
    priority: row.priority,
    runAt: row.run_at,
    attempts: row.attempts,
    state: row.state as JobState,
    progress: row.progress,
    note: row.note,
    error: row.error,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
  };
}
