import type pg from 'pg';
import type { Log } from '../../core/ports/log.ts';
import type { Connection } from '../sql/executor.ts';
import { type Horizon, SIGHT_LIMIT, type Sight } from './commit-feed.ts';

/** How long a commit is kept for nodes that were away, and how often older ones are dropped. Milliseconds. */
const KEPT = 120_000;
const PRUNE_EVERY = 30_000;

interface Row {
  gpos: number | null;
  n: number | null;
  batch: string | null;
  snapshot: string | null;
  pruned: number | null;
}

/**
 * One statement, so that the frontier and the commits are of the same snapshot: whatever is settled by this frontier, lies
 * beyond what was seen before, and is not `known` is among the rows. `not in` a subquery is looked up in a table of hashes;
 * an array would be gone through for every row once the plan is kept.
 */
const LOOK = `
  (select gpos, n, batch, null as snapshot, null::bigint as pruned from (
      select gpos, n, batch from commits where gpos >= $1
      union all
      select gpos, n, batch from commits where gpos = any($2::bigint[]) and gpos < $1) as beyond
    where gpos not in (select unnest($3::bigint[])) order by gpos limit ${SIGHT_LIMIT})
  union all
  select null, null, null, pg_current_snapshot()::text, (select value::bigint from meta where key = 'commits_pruned')`;

/** What is committed beyond this horizon and not among `known`; `base` is what positions have over transaction ids. */
export async function lookAtCommits(
  connection: Connection,
  base: number,
  { ceiling, running }: Horizon,
  known: readonly number[],
): Promise<Sight> {
  const rows = (await connection.query(LOOK, [ceiling, running, known])) as Row[];
  const sight: Sight = { horizon: { ceiling, running }, frontier: 0, pruned: 0, found: [] };
  for (const { gpos, n, batch, snapshot, pruned } of rows) {
    if (gpos !== null && n !== null && batch !== null) sight.found.push({ gpos, order: n, text: batch });
    if (snapshot !== null) Object.assign(sight, readSnapshot(snapshot, base));
    if (pruned !== null) sight.pruned = pruned;
  }
  return sight;
}

/** `xmin:xmax:xip,…`: all below xmin have ended, none from xmax on has begun, xip run. */
function readSnapshot(text: string, base: number): Pick<Sight, 'frontier' | 'horizon'> {
  const [oldest, next, list = ''] = text.split(':');
  const running = list === '' ? [] : list.split(',').map((id) => base + Number(id));
  return { frontier: base + Number(oldest) - 1, horizon: { ceiling: base + Number(next), running } };
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
