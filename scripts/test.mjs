import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './lib/paths.mjs';
import { runTool } from './lib/run.mjs';
import { describeMissing, findServices } from './lib/services.mjs';
import { countTests } from './lib/test-counts.mjs';
import { setup } from './setup.mjs';

await setup();

const services = findServices();
for (const line of describeMissing(services)) console.log(line);

const folder = mkdtempSync(join(tmpdir(), 'parlance-test-'));
const report = join(folder, 'report.json');
const vitest = await runTool(
  'vitest/vitest.mjs',
  ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...process.argv.slice(2)],
  { cwd: root, env: { ...process.env, ...services } },
);
const counts = countTests(readReport(), vitest.code);
rmSync(folder, { recursive: true, force: true });

// On somebody's own machine a missing service is no fault; in CI a test that did not run proves nothing.
const skippedInCi = Boolean(process.env.CI) && counts.skipped > 0;
if (skippedInCi) console.error(`${counts.skipped} tests were skipped, and in CI none may be.`);
if (counts.note !== undefined) console.error(counts.note);
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = vitest.code !== 0 || counts.failed > 0 || skippedInCi ? 1 : 0;

function readReport() {
  try {
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    // vitest ended before it could write its results; countTests says so.
    return undefined;
  }
}
