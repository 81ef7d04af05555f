// @ts-check
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const REPORTS = fileURLToPath(new URL('../reports/', import.meta.url));

/**
 * A report's figures and steps, as `npm run bench -- --report <what>` writes them beside the tables: the file that is
 * named, or the newest one that has what the model needs.
 * @param {string} [file]
 * @returns {Report}
 * @typedef {{ conditions: string, options: import('../types.ts').Options, results: import('../types.ts').WorkloadResult[], file: string }} Report
 */
export function readReport(file) {
  if (file !== undefined) return read(file);
  const names = readdirSync(REPORTS).filter((name) => name.endsWith('.json'));
  const newest = names
    .sort()
    .reverse()
    .map((name) => read(REPORTS + name))
    .find(hasEnough);
  if (newest !== undefined) return newest;
  throw new Error(
    'No report has what the model needs: npm run bench -- --target parlance-postgres --workload A,A-low,B,C,E,G --report <what>',
  );
}

/** @param {string} path @returns {Report} */
function read(path) {
  return { ...JSON.parse(readFileSync(path, 'utf8')), file: path.slice(path.lastIndexOf('/') + 1) };
}

/** @param {Report} report */
function hasEnough({ results }) {
  const own = results.filter(({ target }) => target === 'parlance-postgres');
  return ['A', 'B'].every((workload) => own.some((one) => one.workload === workload && one.steps.length > 1));
}
