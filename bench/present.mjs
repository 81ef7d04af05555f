// @ts-check
import { median } from './statistics.mjs';
import { workloads } from './workloads/index.mjs';

/** @typedef {import('./types.ts').Options} Options */
/** @typedef {import('./types.ts').TargetId} TargetId */
/** @typedef {import('./types.ts').WorkloadId} WorkloadId */
/** @typedef {import('./types.ts').WorkloadResult} WorkloadResult */

/** @type {TargetId} */
const YARDSTICK = 'floor-socketio';

/**
 * The results as Markdown: a table for each workload with medians, ranges, and ratios to bare Socket.IO in this same run.
 * @param {WorkloadResult[]} results @param {Options} options
 */
export function presentTables(results, options) {
  return options.workloads
    .map((workload) =>
      presentWorkload(
        workload,
        results.filter((result) => result.workload === workload),
      ),
    )
    .filter((section) => section !== '')
    .join('\n\n');
}

/** @param {WorkloadId} workload @param {WorkloadResult[]} results */
function presentWorkload(workload, results) {
  const ids = [...new Set(results.map((result) => result.target))];
  if (ids.length === 0) return '';
  if (results.some((result) => result.figures.some((figure) => figure.column !== undefined))) {
    return presentSizes(workload, results);
  }
  const names = [...new Set(results.flatMap((result) => result.figures.map((figure) => figure.name)))];
  const rows = names.map((name) => presentRow(name, ids, results));
  const header = ['', ...ids.flatMap((id) => (id === YARDSTICK ? [id] : [id, `× ${YARDSTICK}`]))];
  return [
    `### ${workload}: ${workloads[workload].title}`,
    '',
    ...toTable([header, ...rows, ...presentSteps(ids, results)]),
    ...presentNotes(results),
  ].join('\n');
}

/** @param {string} name @param {TargetId[]} ids @param {WorkloadResult[]} results */
function presentRow(name, ids, results) {
  const yardstick = median(valuesOf(name, YARDSTICK, results));
  const unit = results.flatMap((result) => result.figures).find((figure) => figure.name === name)?.unit ?? '';
  const cells = ids.flatMap((id) => {
    const values = valuesOf(name, id, results);
    const shown = presentRange(values);
    return id === YARDSTICK ? [shown] : [shown, presentRatio(median(values) / yardstick)];
  });
  return [`${name}, ${unit}`, ...cells];
}

/** One row a figure, one column a size. @param {WorkloadId} workload @param {WorkloadResult[]} results */
function presentSizes(workload, results) {
  const figures = results.flatMap((result) => result.figures);
  const columns = [...new Set(figures.map((figure) => figure.column ?? ''))];
  const rows = [...new Set(figures.map((figure) => figure.name))].map((name) => {
    const own = figures.filter((figure) => figure.name === name);
    const cells = columns.map((column) =>
      presentRange(own.filter((figure) => figure.column === column).map((figure) => figure.value)),
    );
    return [`${name}, ${own[0]?.unit}`, ...cells];
  });
  const header = ['', ...columns];
  const title = `### ${workload}: ${workloads[workload].title}`;
  return [title, '', ...toTable([header, ...rows]), ...presentNotes(results)].join('\n');
}

/** Who else was busy while the figures were taken. @param {TargetId[]} ids @param {WorkloadResult[]} results */
function presentSteps(ids, results) {
  if (results.every((result) => result.steps.length === 0)) return [];
  /** @type {[string, (step: import('./types.ts').StepResult) => number][]} */
  const shares = [
    ['busiest step: server, % of a core', (step) => step.serverShare],
    ['busiest step: generator, % of a core', (step) => step.generatorShare],
    ['busiest step: other programs, % of a core', (step) => step.otherShare],
  ];
  return shares.map(([name, shareOf]) => [
    name,
    ...ids.flatMap((id) => {
      const own = results.filter((result) => result.target === id);
      const most = own.map((result) => Math.max(...result.steps.map(shareOf)) * 100);
      return id === YARDSTICK ? [presentRange(most)] : [presentRange(most), ''];
    }),
  ]);
}

/** @param {WorkloadResult[]} results */
function presentNotes(results) {
  const lines = new Set(results.flatMap((result) => result.notes.map((note) => `- ${result.target}: ${note}`)));
  return lines.size === 0 ? [] : ['', ...lines];
}

/** @param {string} name @param {TargetId} id @param {WorkloadResult[]} results */
function valuesOf(name, id, results) {
  return results
    .filter((result) => result.target === id)
    .flatMap((result) => result.figures)
    .filter((figure) => figure.name === name)
    .map((figure) => figure.value);
}

/** The median, and the range where there is more than one value. @param {number[]} values */
function presentRange(values) {
  if (values.length === 0) return '';
  const middle = presentNumber(median(values));
  if (values.length === 1) return middle;
  return `${middle} (${presentNumber(Math.min(...values))}–${presentNumber(Math.max(...values))})`;
}

/** @param {number} ratio */
function presentRatio(ratio) {
  return Number.isFinite(ratio) ? `${ratio.toFixed(2)} ×` : '';
}

/** Three digits that matter, thousands apart. @param {number} value */
function presentNumber(value) {
  if (!Number.isFinite(value)) return '–';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toFixed(digits).replace(/\B(?=(\d{3})+(?!\d))/g, digits === 0 ? ' ' : '');
}

/** @param {string[][]} rows the first is the header @returns {string[]} */
function toTable(rows) {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const line = (/** @type {string[]} */ row) =>
    `| ${widths.map((width, column) => pad(row[column] ?? '', width, column)).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(Math.max(1, width - 1))}:`)).join(' | ')} |`;
  return rows.flatMap((row, index) => (index === 0 ? [line(row), rule] : [line(row)]));
}

/** @param {string} cell @param {number} width @param {number} column */
function pad(cell, width, column) {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}
