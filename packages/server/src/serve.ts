import * as nodeModule from 'node:module';
import type { Config } from './config/config.ts';
import { ConfigError } from './config/config-error.ts';
import { loadConfig } from './config/load.ts';
import { findRole, type Role } from './processes/find-role.ts';

/** How long a stop may take, in milliseconds, before what still hangs is left behind. */
const STOP_LIMIT = 15_000;

/** What a signal to stop does. Before anything is served nobody has to be told. */
let heedStop = (): void => process.exit(0);

async function main(): Promise<void> {
  // From the first moment: a start can wait long for its database, and the first process of a container is sent no signal
  // that it does not listen for.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => heedStop());
  const config = loadConfig();
  const role = findRole();
  if (config.listen.workers > 1 && role === undefined) {
    const { supervise } = await import('./processes/supervise.ts');
    // It listens for itself.
    heedStop = () => undefined;
    process.exit(await supervise(config.listen.workers, config.data.databaseUrl === null));
  }
  // Node 22.1 and later keep what they compile of the packages beside the bundle, in the folder of temporary files.
  if ('enableCompileCache' in nodeModule) (nodeModule.enableCompileCache as () => void)();
  const server = await start(config, role).catch(async (fault: unknown) => {
    const { explainFault } = await import('./cli/explain-fault.ts');
    const explained = explainFault(fault, config);
    throw explained === undefined ? fault : new Error(explained);
  });
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    let awaited = '';
    setTimeout(() => {
      process.stderr.write(`The server did not stop within ${STOP_LIMIT / 1000} s. It still waited for: ${awaited}.\n`);
      process.exit(1);
    }, STOP_LIMIT).unref();
    server
      .stop((now) => {
        awaited = now;
      })
      .then(
        () => process.exit(0),
        (fault: unknown) => {
          process.stderr.write(`The server did not stop cleanly: ${String(fault)}\n`);
          process.exit(1);
        },
      );
  };
  heedStop = stop;
  // Without the one that holds the port nobody comes any more; and its successor wants the file at once.
  if (role?.kind === 'owner') process.on('disconnect', () => process.exit(1));
  else if (role !== undefined) process.on('disconnect', stop);
}

interface Stoppable {
  stop(note: (awaited: string) => void): Promise<void>;
}

/** Starts what this process is, and says so. */
async function start(config: Config, role: Role | undefined): Promise<Stoppable> {
  const server =
    role?.kind === 'front'
      ? await (await import('./front.ts')).startFront(config, role)
      : await (await import('./app.ts')).startServer(config, role);
  if (role?.kind === 'owner') process.send?.('serving');
  // The first that can be reached speaks for all.
  else if (role === undefined || role.id === '1') {
    const { makeStartText } = await import('./cli/start-text.ts');
    process.stderr.write(makeStartText(config, server));
  }
  return server;
}

main().catch((fault: unknown) => {
  const known = fault instanceof ConfigError || (fault instanceof Error && !('code' in fault));
  process.stderr.write(`${known ? (fault as Error).message : String((fault as Error).stack ?? fault)}\n`);
  process.exit(1);
});
