import type { Capabilities } from '../../capabilities.ts';

/** What workers need: who holds a job, how far it is, when it ended, and the indexes their questions use. */
export function jobs({ textType: text }: Capabilities): string[] {
  return [
    `alter table jobs add column lease ${text}`,
    `alter table jobs add column progress double precision`,
    `alter table jobs add column note ${text}`,
    `alter table jobs add column finished_at bigint`,
    // It begins with the state, so SQLite would take it for every question about one state, and sort.
    `drop index if exists jobs_due`,
    `create index jobs_urgent on jobs (priority, run_at, kind) where state = 'waiting'`,
    `create index jobs_waiting on jobs (run_at, kind) where state = 'waiting'`,
    `create index jobs_running on jobs (locked_until, kind) where state = 'running'`,
    `create index jobs_done on jobs (finished_at) where state = 'done'`,
    `create index jobs_dead on jobs (finished_at, id, kind) where state = 'dead'`,
  ];
}
