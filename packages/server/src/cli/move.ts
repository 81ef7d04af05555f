import type { Config } from '../config/config.ts';
import { moveToPostgres } from '../storage/maintenance/move/move-to-postgres.ts';
import { CommandError } from './command-error.ts';
import type { Output } from './console.ts';

/** `parlance move --to postgres://…`: the installation goes from its file into a database; nobody notices but the operator. */
export async function move(config: Config, { to }: { to: string }, output: Output): Promise<void> {
  const { folder, databaseUrl } = config.data;
  if (!/^postgres(ql)?:\/\/./.test(to)) throw new CommandError(`--to is “${to}”; it wants postgres://…`, 2);
  if (databaseUrl !== null && databaseUrl !== to) {
    throw new CommandError(
      'DATABASE_URL names another database than --to: unset it, or name the same one. What moves is the file in DATA_DIR.',
      2,
    );
  }
  await moveToPostgres({ dataDir: folder, url: to, tell: (line) => output.line(line) });
  output.line('Moved and compared, row by row. Sessions, sync tokens, API keys and media links stay valid.');
  output.line(
    `Now set DATABASE_URL to what --to was, keep DATA_DIR=${folder} (secrets and media are there), and start.`,
  );
  output.line(
    'parlance.db and parlance.search.db are no longer used; keep the first one until the next backup is made.',
  );
}
