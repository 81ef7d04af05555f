import type pg from 'pg';
import type { Log } from '../../core/ports/log.ts';
import type { Connection } from '../sql/executor.ts';
import { SIGHT_LIMIT, type Sight } from './commit-feed.ts';

/** How long a commit is kept for nodes that were away, and how often older ones are dropped. Milliseconds. */
const KEPT = 120_000;
const PRUNE_EVERY = 30_000;

interface Row {
  gpos: number | null;
  n: number | null;
  batch: string | null;
  frontier: number | null;
  pruned: number | null;
}

/**
 * One statement, so that the frontier and the commits are of the same snapshot: whatever is settled by this frontier and
 * is not `known` is among the rows.
 */
const LOOK = `
  (select gpos, n, batch, null::bigint as frontier, null::bigint as pruned from commits
    where gpos > $1 and not (gpos = any($2::bigint[])) order by gpos limit ${SIGHT_LIMIT})
  union all
  select null, null, null, (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint - 1,
    (select value::bigint from meta where key = 'commits_pruned')`;

/** What is committed beyond `after` and not among `known`; `base` is what positions have over transaction ids. */
export async function lookAtCommits(
  connection: Connection,
  base: number,
  after: number,
  known: readonly number[],
): Promise<Sight> {
  const rows = (await connection.query(LOOK, [after, known])) as Row[];
  const sight: Sight = { frontier: 0, pruned: 0, found: [] };
  for (const { gpos, n, batch, frontier, pruned } of rows) {
    if (gpos !== null && n !== null && batch !== null) sight.found.push({ gpos, order: n, text: batch });
    if (frontier !== null) sight.frontier = base + frontier;
    if (pruned !== null) sight.pruned = pruned;
  }
  return sight;
}

/** What every node that runs has seen long ago: old, and at or below the frontier. */
const PRUNE = `
  with old as (
    delete from commits
    where at < (extract(epoch from clock_timestamp()) * 1000)::bigint - $1
      and gpos <= $2 + (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint - 1
    returning gpos
  )
  update meta set value = greatest(value::bigint, (select max(gpos) from old))::text
  where key = 'commits_pruned' and exists (select from old)`;

/** Drops old commits now and then; each node does, by turns as chance has it. Returns what stops it. */
export function startPruning(pool: pg.Pool, base: number, log: Log): () => void {
  const prune = (): void => {
    pool
      .query(PRUNE, [KEPT, base])
      .catch((fault: unknown) => log.warn({ err: fault }, 'old commits could not be dropped'));
  };
  const timer = setInterval(prune, PRUNE_EVERY + Math.random() * PRUNE_EVERY).unref();
  return () => clearInterval(timer);
}
