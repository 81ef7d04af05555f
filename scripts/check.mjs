import { existsSync } from 'node:fs';
import { fromRoot } from './lib/paths.mjs';
import { run, runTool } from './lib/run.mjs';
import { setup } from './setup.mjs';

const CLI = fromRoot('packages', 'server', 'dist', 'cli', 'parlance.js');
const WEB_PROJECT = fromRoot('packages', 'web', 'tsconfig.json');
const quiet = { quiet: true };

const STEPS = [
  ['types of the packages', () => runTool('typescript/bin/tsc', ['-b'], quiet)],
  ['types of the web client', checkWebTypes],
  ['types of tests and scripts', () => runTool('typescript/bin/tsc', ['-p', 'scripts/tsconfig.tests.json'], quiet)],
  ['format and lint', () => runTool('@biomejs/biome/bin/biome', ['check', '--error-on-warnings'], quiet)],
  ['promises and cycles', () => runTool('oxlint/bin/oxlint', ['--type-aware', '--deny-warnings'], quiet)],
  ['dead code and dependencies', () => runTool('knip/bin/knip.js', ['--no-progress'], quiet)],
  ['generated files', checkGeneratedFiles],
];

await setup({ build: false });

const failures = [];
for (const [name, step] of STEPS) {
  const { code, output } = await step();
  console.log(`${code === 0 ? 'ok     ' : 'FAILED '} ${name}`);
  if (code !== 0) failures.push({ name, output });
}
for (const { name, output } of failures) console.log(`\n── ${name} ──\n${output.trimEnd()}`);
process.exitCode = failures.length === 0 ? 0 : 1;

function checkWebTypes() {
  if (!existsSync(WEB_PROJECT)) return { code: 0, output: '' };
  return runTool('typescript/bin/tsc', ['-p', WEB_PROJECT, '--noEmit'], quiet);
}

function checkGeneratedFiles() {
  if (!existsSync(fromRoot('packages', 'server', 'src', 'cli', 'parlance.ts'))) return { code: 0, output: '' };
  return run(process.execPath, [CLI, 'generate', '--check'], quiet);
}
