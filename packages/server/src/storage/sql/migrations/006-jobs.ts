import type { Capabilities } from '../../capabilities.ts';

/** What workers need: who holds a job, how far it is, when it ended, and the indexes their questions use. */
export function jobs({ textType: text }: Capabilities): string[] {
  return [
    `alter table jobs add column lease ${text}`,
    `alter table jobs add column progress double precision`,
    `alter table jobs add column note ${text}`,
    `alter table jobs add column finished_at bigint`,
    `create index jobs_waiting on jobs (run_at) where state = 'waiting'`,
    `create index jobs_running on jobs (locked_until) where state = 'running'`,
    `create index jobs_done on jobs (finished_at) where state = 'done'`,
    `create index jobs_dead on jobs (finished_at, id) where state = 'dead'`,
  ];
}
