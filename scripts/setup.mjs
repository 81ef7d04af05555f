import { pathToFileURL } from 'node:url';
import { build, isBuilt } from './lib/build.mjs';
import { install, isInstalled } from './lib/install.mjs';
import { requireNodeVersion } from './lib/node-version.mjs';
import { withSetupLock } from './lib/setup-lock.mjs';

/**
 * Makes the repository ready to run: packages installed, sources built. When they are, it only reads files and returns
 * within some tens of milliseconds. With `{ build: false }` it installs only.
 */
export async function setup(options = { build: true }) {
  requireNodeVersion();
  if (isInstalled() && (!options.build || isBuilt())) return;
  await withSetupLock(async () => {
    // Each looks again: another process may have done the work while this one waited for the lock.
    await install();
    if (options.build) await build();
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await setup();
