#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { ConfigError } from '../config/config-error.ts';
import { loadConfig } from '../config/load.ts';
import { CommandError } from './command-error.ts';
import { standardOutput } from './console.ts';
import { explainFault } from './explain-fault.ts';

/**
 * The operator’s commands. Each is loaded when it is asked for. Status 0: done, and nothing is wrong. 1: something is wrong,
 * or it failed. 2: the command or the configuration cannot be used.
 */
const program = new Command('parlance')
  .description('A chat server. Settings come from the environment and from .env; docs/config.md lists them.')
  .exitOverride();

program
  .command('serve', { isDefault: true })
  .description('start the server; the same as no command')
  .allowExcessArguments()
  .action(async (_options: object, { args: [unknown] }: Command) => {
    if (unknown !== undefined)
      throw new CommandError(`There is no command “${unknown}”; parlance --help lists them.`, 2);
    // The program of the server itself, which ends with the process.
    await import(new URL('../main.js', import.meta.url).href);
  });

program
  .command('backup <file>')
  .description('copy the SQLite database, of one moment, while the server runs')
  .action(async (file: string) => {
    const { backUp } = await import('./backup.ts');
    await backUp(loadConfig(), file, standardOutput);
  });

program
  .command('restore <file>')
  .description('make a backup the database; the server must be stopped')
  .action(async (file: string) => {
    const { restore } = await import('./restore.ts');
    await restore(loadConfig(), file, standardOutput);
  });

program
  .command('move')
  .description('copy everything from the SQLite file into an empty PostgreSQL database; the server must be stopped')
  .requiredOption('--to <url>', 'postgres://user:password@host:port/database')
  .action(async (options: { to: string }) => {
    const { move } = await import('./move.ts');
    await move(loadConfig(), options, standardOutput);
  });

program
  .command('epoch')
  .description('show the name of this data set')
  .option('--renew', 'give it a new one, after a restore: every client reads anew what differs')
  .action(async (options: { renew?: boolean }) => {
    const { epoch } = await import('./epoch.ts');
    await epoch(loadConfig(), options, standardOutput);
  });

program
  .command('doctor')
  .description('check configuration, folder, disk, database and counters')
  .option('--repair', 'compute wrong counters anew; with SQLite the server must be stopped')
  .option('--thorough', 'read the whole SQLite file, with its indexes')
  .action(async (options: { repair?: boolean; thorough?: boolean }) => {
    const { doctor } = await import('./doctor/doctor.ts');
    const chosen = { repair: options.repair === true, thorough: options.thorough === true };
    const faults = await doctor(loadConfig, chosen, standardOutput);
    if (faults > 0) process.exitCode = 1;
  });

const jobs = program
  .command('jobs')
  .description('what waits to be done, what runs, and what was given up; also while the server runs');

jobs
  .command('count', { isDefault: true })
  .description('how many jobs of each kind wait, run and are dead; the same as no command')
  .allowExcessArguments()
  .action(async (_options: object, { args: [unknown] }: Command) => {
    if (unknown !== undefined)
      throw new CommandError(`There is no command “jobs ${unknown}”; parlance jobs --help lists them.`, 2);
    const { countJobs } = await import('./jobs.ts');
    await countJobs(loadConfig(), standardOutput);
  });

jobs
  .command('dead')
  .description('list the jobs that were given up, the latest first')
  .option('--kind <kind>', 'only of this kind')
  .option('--limit <number>', 'at most so many', '100')
  .action(async (options: { kind?: string; limit: string }) => {
    const { listDead } = await import('./jobs.ts');
    await listDead(loadConfig(), options, standardOutput);
  });

jobs
  .command('requeue <id>')
  .description('have a dead job run again, or “all” of them')
  .option('--kind <kind>', 'with all: only of this kind')
  .action(async (id: string, options: { kind?: string }) => {
    const { requeueDead } = await import('./jobs.ts');
    await requeueDead(loadConfig(), { id, kind: options.kind }, standardOutput);
  });

jobs
  .command('drop <id>')
  .description('delete a dead job, or “all” of them')
  .option('--kind <kind>', 'with all: only of this kind')
  .action(async (id: string, options: { kind?: string }) => {
    const { dropDead } = await import('./jobs.ts');
    await dropDead(loadConfig(), { id, kind: options.kind }, standardOutput);
  });

program
  .command('generate')
  .description('write the reference pages of docs/ from the code')
  .option('--check', 'write nothing, and fail when one differs')
  .action(async (options: { check?: boolean }) => {
    const { generate } = await import('./generate.ts');
    generate(options, standardOutput);
  });

try {
  await program.parseAsync();
} catch (fault) {
  process.exitCode = tell(fault);
}

/** Says what went wrong, and returns the status. */
function tell(fault: unknown): number {
  // Commander has said it already; help is no fault.
  if (fault instanceof CommanderError) return fault.exitCode === 0 ? 0 : 2;
  process.stderr.write(`${toText(fault)}\n`);
  if (fault instanceof CommandError) return fault.status;
  return fault instanceof ConfigError ? 2 : 1;
}

/** Every command but `generate`, which nothing outside can hinder, has read the configuration before it failed. */
function toText(fault: unknown): string {
  if (fault instanceof CommandError || fault instanceof ConfigError) return fault.message;
  const explained = explainFault(fault, loadConfig());
  const expected = fault instanceof Error && !(fault instanceof TypeError);
  return explained ?? (expected ? fault.message : String((fault as Error)?.stack ?? fault));
}
