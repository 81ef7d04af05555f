// @ts-check

/** @param {import('./fit-costs.mjs').Costs} costs @returns {string[]} */
export function describeCosts(costs) {
  const micro = (/** @type {number} */ seconds) => `${(seconds * 1e6).toFixed(2)} µs`;
  return [
    `Fitted to ${costs.steps} steps; the median step is missed by ${(costs.error * 100).toFixed(0)} %.`,
    '',
    '| cost to one process | |',
    '| --- | ---: |',
    `| a message received, checked, stored and answered | ${micro(costs.message)} |`,
    `| a delivery put into the bytes of a recipient | ${micro(costs.delivery)} |`,
    `| a write to a connection | ${micro(costs.write)} |`,
    `| a message of another node heard of | ${micro(costs.heard)} |`,
    `| a client that comes back | ${(costs.reconnect * 1e3).toFixed(2)} ms |`,
    `| the database, for a message | ${micro(costs.databaseMessage)} |`,
    `| a commit | ${(costs.commitSeconds * 1e3).toFixed(1)} ms |`,
    `| memory of a connection | ${(costs.connectionBytes / 1000).toFixed(1)} kB |`,
    `| memory of a process | ${(costs.processBytes / 1e6).toFixed(0)} MB |`,
  ];
}

/** What must be known before a figure is believed. @param {import('./read-report.mjs').Report} report */
export function describeReport({ file, conditions, results }) {
  const shared = results.some(({ notes }) => notes.some((note) => note.includes('shared machine')));
  const warning = shared
    ? ' **The machine was busy with other programs meanwhile: the figures are rough, and the database’s most of all.**'
    : '';
  return `Costs from ${file}. ${conditions}${warning}`;
}

/** @param {number} value */
export function count(value) {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+(?!\d))/g, ' ');
}
