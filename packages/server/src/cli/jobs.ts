import type { Config } from '../config/config.ts';
import type { Job } from '../core/outbox/job.ts';
import { openMaintenance } from '../storage/maintenance/maintenance.ts';
import { SqlJobs } from '../storage/sql/jobs.ts';
import { CommandError } from './command-error.ts';
import type { Output } from './console.ts';

const STATES = ['waiting', 'running', 'dead'] as const;

/** Which dead jobs: one by its id, or all, maybe of one kind. */
export interface DeadJobs {
  id: string;
  kind?: string | undefined;
}

/** `parlance jobs`: how many jobs of each kind wait, run and are dead. */
export function countJobs(config: Config, output: Output): Promise<void> {
  return withJobs(config, 'read', async (jobs) => {
    const counts = await jobs.countOpen();
    const kinds = [...new Set(counts.map(({ kind }) => kind))].sort();
    if (kinds.length === 0) {
      output.line('No jobs wait, run or are dead.');
      return;
    }
    const width = Math.max(...kinds.map((kind) => kind.length), 4);
    output.line(['kind'.padEnd(width), ...STATES.map((state) => state.padStart(9))].join(''));
    for (const kind of kinds) {
      const numbers = STATES.map((state) => counts.find((one) => one.kind === kind && one.state === state)?.count ?? 0);
      output.line([kind.padEnd(width), ...numbers.map((number) => String(number).padStart(9))].join(''));
    }
  });
}

/** `parlance jobs dead`: the jobs that were given up, the latest first, each with why and what it was about. */
export async function listDead(
  config: Config,
  { kind, limit }: { kind?: string | undefined; limit: string },
  output: Output,
): Promise<void> {
  if (!/^[1-9]\d{0,3}$/.test(limit)) throw new CommandError(`--limit is “${limit}”; it must be from 1 to 9999.`, 2);
  await withJobs(config, 'read', async (jobs) => {
    const dead = await jobs.listDead(Number(limit), kind);
    if (dead.length === 0) output.line(kind === undefined ? 'No job is dead.' : `No job of the kind ${kind} is dead.`);
    for (const job of dead) output.line(toLines(job));
  });
}

function toLines({ id, kind, attempts, finishedAt, error, payload }: Job): string {
  const when = finishedAt === null ? '' : ` ${new Date(finishedAt).toISOString()}`;
  const tries = `${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`;
  // An error may hold what somebody else wrote: on one line it cannot pass for another job.
  const why = (error ?? 'no reason was given').replace(/\p{Cc}+/gu, ' ');
  return `${id}  ${kind}${when}  ${tries}\n  ${why}\n  ${JSON.stringify(payload)}`;
}

/** `parlance jobs requeue <id|all>`: dead jobs wait again, with all their attempts. Servers find them within seconds. */
export function requeueDead(config: Config, which: DeadJobs, output: Output): Promise<void> {
  return changeDead(config, which, {
    one: (jobs, id) => jobs.requeue(id, Date.now()),
    all: (jobs, kind) => jobs.requeueAll(Date.now(), kind),
    told: (count) => output.line(`${count === 1 ? '1 job waits' : `${count} jobs wait`} again.`),
  });
}

/** `parlance jobs drop <id|all>`: dead jobs are deleted. */
export function dropDead(config: Config, which: DeadJobs, output: Output): Promise<void> {
  return changeDead(config, which, {
    one: (jobs, id) => jobs.drop(id),
    all: (jobs, kind) => jobs.dropAll(kind),
    told: (count) => output.line(`${count === 1 ? '1 job was' : `${count} jobs were`} deleted.`),
  });
}

interface Change {
  one(jobs: SqlJobs, id: string): Promise<boolean>;
  all(jobs: SqlJobs, kind: string | undefined): Promise<number>;
  told(count: number): void;
}

async function changeDead(config: Config, { id, kind }: DeadJobs, { one, all, told }: Change): Promise<void> {
  if (id !== 'all' && kind !== undefined) throw new CommandError('--kind goes with “all”, not with an id.', 2);
  await withJobs(config, 'beside', async (jobs) => {
    if (id === 'all') {
      told(await all(jobs, kind));
      return;
    }
    if (!(await one(jobs, id))) {
      const job = await jobs.find(id);
      throw new CommandError(
        job === undefined ? `There is no job “${id}”.` : `The job “${id}” is ${job.state}, not dead.`,
      );
    }
    told(1);
  });
}

async function withJobs(
  config: Config,
  mode: 'read' | 'beside',
  work: (jobs: SqlJobs) => Promise<void>,
): Promise<void> {
  const place = { databaseUrl: config.data.databaseUrl, dataDir: config.data.folder };
  const maintenance = await openMaintenance(place, mode);
  const jobs = new SqlJobs(maintenance.executor);
  try {
    await (mode === 'read' ? work(jobs) : maintenance.exclusively(() => work(jobs)));
  } finally {
    await maintenance.close();
  }
}
