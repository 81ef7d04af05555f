import * as nodeModule from 'node:module';
import { ConfigError } from './config/config-error.ts';
import { loadConfig } from './config/load.ts';
import { findSibling } from './processes/find-sibling.ts';

/** How long a stop may take, in milliseconds, before what still hangs is left behind. */
const STOP_LIMIT = 15_000;

async function main(): Promise<void> {
  const config = loadConfig();
  const sibling = findSibling();
  if (config.listen.workers > 1 && sibling === undefined) {
    const { supervise } = await import('./processes/supervise.ts');
    process.exit(await supervise(config.listen.workers));
  }
  // Node 22.1 and later keep what they compile of the packages beside the bundle, in the folder of temporary files.
  if ('enableCompileCache' in nodeModule) (nodeModule.enableCompileCache as () => void)();
  const { startServer } = await import('./app.ts');
  const server = await startServer(config, sibling);
  const { makeStartText } = await import('./cli/start-text.ts');
  // The first of several speaks for all.
  if (sibling === undefined || sibling.id === '1') process.stderr.write(makeStartText(config, server));
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
  // Without the one that holds the port nobody comes any more.
  if (sibling !== undefined) process.on('disconnect', stop);
}

main().catch((fault: unknown) => {
  const known = fault instanceof ConfigError || (fault instanceof Error && !('code' in fault));
  process.stderr.write(`${known ? (fault as Error).message : String((fault as Error).stack ?? fault)}\n`);
  process.exit(1);
});
