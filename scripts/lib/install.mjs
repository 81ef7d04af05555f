import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fingerprint, readStamp } from './fingerprint.mjs';
import { fromRoot } from './paths.mjs';
import { runNpm } from './run.mjs';
import { releaseSetupLock } from './setup-lock.mjs';

const LOCK_FILE = fromRoot('package-lock.json');
const MODULES = fromRoot('node_modules');
const STAMP = fromRoot('node_modules', '.stamp-install');

/** Whether node_modules holds what package-lock.json asks for, judged by the stamp alone (a millisecond). */
export function isInstalled() {
  return readStamp(STAMP) === fingerprint([LOCK_FILE]);
}

/** Installs the packages of package-lock.json unless they are there. Shows npm's output only when it fails. */
export async function install() {
  if (isInstalled()) return;
  if (!matchesInstalledPackages()) {
    console.log(
      existsSync(MODULES) ? 'Installing packages (the list has changed)…' : 'Installing packages (first start only)…',
    );
    await installPackages();
  }
  writeFileSync(STAMP, fingerprint([LOCK_FILE]));
}

async function installPackages() {
  // Install scripts are never needed here, and are the commonest way in for a stolen package.
  const options = { quiet: true, onInterrupt: releaseSetupLock };
  const clean = await runNpm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], options);
  if (clean.code === 0) return;
  // A registry mirror that lacks packages of other platforms makes `npm ci` refuse a lock file that is in order.
  // CI must not paper over a lock file that is wrong, people should be able to start.
  if (!process.env.CI) {
    console.error('`npm ci` did not succeed; trying `npm install`, which leaves package-lock.json as it is…');
    const loose = await runNpm(['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'], options);
    if (loose.code === 0) return;
    console.error(loose.output);
  }
  console.error(clean.output);
  console.error('The packages could not be installed: npm says why above. Is the package registry reachable?');
  releaseSetupLock();
  process.exit(1);
}

/** True when npm itself has put everything in place already, e.g. by a `npm ci` typed by hand. */
function matchesInstalledPackages() {
  try {
    const wanted = JSON.parse(readFileSync(LOCK_FILE, 'utf8')).packages;
    const present = JSON.parse(readFileSync(fromRoot('node_modules', '.package-lock.json'), 'utf8')).packages;
    return Object.entries(wanted).every(([path, entry]) => {
      if (path === '' || entry.optional || entry.devOptional) return true;
      return present[path] !== undefined && present[path].version === entry.version && existsSync(fromRoot(path));
    });
  } catch {
    // No readable list of installed packages: nothing is known to be there.
    return false;
  }
}
