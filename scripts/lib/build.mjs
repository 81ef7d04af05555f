import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { fingerprint, readStamp } from './fingerprint.mjs';
import { fromRoot } from './paths.mjs';
import { run, runTool } from './run.mjs';
import { releaseSetupLock } from './setup-lock.mjs';

const SHARED = ['package-lock.json', 'tsconfig.json', 'tsconfig.base.json'];
const TSC = 'typescript/bin/tsc';

/** Whether every package's dist was built from the sources as they are now. Reads the sources; starts nothing. */
export function isBuilt() {
  const current = sourcesFingerprint();
  return builtPackages().every((name) => readStamp(stampOf(name)) === current);
}

/** Compiles the packages, then bundles the server and the web client. Ends the process with the compiler's words when it fails. */
export async function build() {
  if (isBuilt()) return;
  console.log('Building…');
  // Taken before the compiler reads the files: what is edited while it runs must make the next start build again.
  const current = sourcesFingerprint();
  await runOrStop('TypeScript', () => runTool(TSC, ['-b'], { quiet: true, onInterrupt: releaseSetupLock }));
  await runOrStop('The server’s bundle', bundleServer);
  if (hasWebClient()) await runOrStop('The web client', buildWebClient);
  for (const name of builtPackages()) {
    mkdirSync(fromRoot('packages', name, 'dist'), { recursive: true });
    writeFileSync(stampOf(name), current);
  }
}

function bundleServer() {
  return run(process.execPath, [fromRoot('packages', 'server', 'bundle.mjs')], {
    quiet: true,
    onInterrupt: releaseSetupLock,
  });
}

function buildWebClient() {
  const vite = fromRoot('node_modules', 'vite', 'bin', 'vite.js');
  return run(process.execPath, [vite, 'build'], {
    cwd: fromRoot('packages', 'web'),
    quiet: true,
    onInterrupt: releaseSetupLock,
  });
}

async function runOrStop(what, step) {
  const { code, output } = await step();
  if (code === 0) return;
  console.error(output);
  console.error(`${what} did not build: the errors are above.`);
  releaseSetupLock();
  process.exit(1);
}

/** The packages that have something to build. The stamp lies in each one's dist, so that removing a dist rebuilds it. */
function builtPackages() {
  return packageNames().filter((name) =>
    name === 'web' ? hasWebClient() : existsSync(fromRoot('packages', name, 'src')),
  );
}

function hasWebClient() {
  return existsSync(fromRoot('packages', 'web', 'index.html'));
}

function sourcesFingerprint() {
  const ofPackages = packageNames().flatMap((name) => sourcesOf(name));
  return fingerprint([...SHARED.map((path) => fromRoot(path)), ...ofPackages]);
}

function sourcesOf(name) {
  const parts = [
    'package.json',
    'tsconfig.json',
    'src',
    ...(name === 'server' ? ['bundle.mjs'] : []),
    ...(name === 'web' ? ['index.html', 'public', 'vite.config.ts', 'vite.config.js'] : []),
  ];
  return parts.map((part) => fromRoot('packages', name, part));
}

function packageNames() {
  return readdirSync(fromRoot('packages')).sort();
}

function stampOf(name) {
  return fromRoot('packages', name, 'dist', '.stamp-build');
}
