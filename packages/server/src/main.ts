import * as nodeModule from 'node:module';
import { ConfigError } from './config/config-error.ts';
import { loadConfig } from './config/load.ts';

/** How long a stop may take, in milliseconds, before what still hangs is left behind. */
const STOP_LIMIT = 15_000;

async function main(): Promise<void> {
  // Node 22.1 and later keep what they compiled, beside the temporary files; a later start takes half the time.
  if ('enableCompileCache' in nodeModule) (nodeModule.enableCompileCache as () => void)();
  const { startServer } = await import('./app.ts');
  const config = loadConfig();
  const server = await startServer(config);
  const database = config.data.databaseUrl === null ? 'SQLite, one file' : 'PostgreSQL';
  const lines = [
    `Parlance is running at ${server.url}`,
    `  data      ${config.data.folder} (${database}, durability ${config.data.durability})`,
    `  doors     registration ${config.doors.registration ? 'open' : 'closed'}, passwordless ${config.doors.passwordless ? 'open' : 'closed'}`,
    `  API       ${server.url}/docs`,
    ...server.dialects.map(({ name, opens }) => `  ${name.padEnd(9)} ${opens}`),
    `  to close  ${closing(
      server.dialects.map((dialect) => dialect.name),
      config.doors.passwordless,
    )}`,
    ...config.notices.map((notice) => `  note      ${notice}`),
  ];
  process.stderr.write(`${lines.join('\n')}\n`);
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), STOP_LIMIT).unref();
    server.stop().then(
      () => process.exit(0),
      (fault: unknown) => {
        process.stderr.write(`The server did not stop cleanly: ${String(fault)}\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

/** How to switch off what the lines above have named. */
function closing(names: readonly string[], passwordless: boolean): string {
  const dialects = names.length === 0 ? 'no dialect is on' : 'DIALECTS=none, or a list such as DIALECTS=rooms,direct';
  return passwordless ? `${dialects}; PASSWORDLESS=off` : dialects;
}

main().catch((fault: unknown) => {
  const known = fault instanceof ConfigError || (fault instanceof Error && !('code' in fault));
  process.stderr.write(`${known ? (fault as Error).message : String((fault as Error).stack ?? fault)}\n`);
  process.exit(1);
});
