// @ts-check
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseOptions } from './options.mjs';
import { presentTables } from './present.mjs';
import { pinSelf } from './process/pin.mjs';
import { dropKeptDatabases } from './process/postgres.mjs';
import { runBench } from './run.mjs';

const options = readOptions();
const pinned = options.pin && pinSelf();
const conditions = describeConditions();
const began = performance.now();
const results = await runAndTidy();
const minutes = ((performance.now() - began) / 60_000).toFixed(1);

if (options.json) console.log(JSON.stringify({ conditions, options, results }, undefined, 2));
else console.log(`${conditions} It took ${minutes} minutes.\n\n${presentTables(results, options)}`);
if (options.report !== undefined) writeReport(options.report);

async function runAndTidy() {
  try {
    return await runBench(options, (line) => console.error(line));
  } finally {
    await dropKeptDatabases();
  }
}

function readOptions() {
  try {
    return parseOptions(process.argv.slice(2));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  }
}

/** Where and how the figures were taken: without it they cannot be read. */
function describeConditions() {
  const cores = `${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'})`;
  const placed = pinned ? 'server on core 0, generator on core 1' : 'processes not pinned';
  const load = loadavg()[0]?.toFixed(2);
  const repeats = options.repeats === 1 ? 'one repeat' : `medians (and ranges) of ${options.repeats} repeats`;
  return `Node ${process.version}, ${cores}, ${placed}, load before the run ${load}; ${repeats}.`;
}

/** @param {string} what */
function writeReport(what) {
  const folder = fileURLToPath(new URL('./reports/', import.meta.url));
  const date = new Date().toISOString().slice(0, 10);
  mkdirSync(folder, { recursive: true });
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8', cwd: folder }).trim();
  const file = `${folder}${date}-${what}.md`;
  writeFileSync(
    file,
    `# ${what}, ${date}\n\nCommit ${commit}. ${conditions} It took ${minutes} minutes. Read ../README.md for what the words mean.\n\n${presentTables(results, options)}\n`,
  );
  writeFileSync(file.replace(/\.md$/, '.json'), `${JSON.stringify({ commit, conditions, options, results })}\n`);
  console.error(`Written: ${file}, and the steps beside it for bench/model`);
}
