// @ts-check
import { median } from '../statistics.mjs';
import { fitNonNegative, medianError } from './least-squares.mjs';
import { writesPerSecond } from './writes.mjs';

/** @typedef {import('../types.ts').WorkloadResult} WorkloadResult */
/** @typedef {import('../types.ts').StepResult} StepResult */

/**
 * What things cost one process, fitted to the steps of a report. Seconds of one core, unless the name says otherwise.
 * @typedef {object} Costs
 * @property {number} message receiving, checking and storing one, and answering it
 * @property {number} delivery putting one into the bytes for one recipient
 * @property {number} write handing bytes to the system for one connection
 * @property {number} heard a message that another node stored and this one hears of
 * @property {number} reconnect one client that comes back with a token
 * @property {number} databaseMessage the database's own work for one message
 * @property {number} commitSeconds from the first message of a batch to the moment at which the next batch begins
 * @property {number} connectionBytes of memory
 * @property {number} processBytes of memory with no connection
 * @property {number} error median relative error over the steps
 * @property {number} steps how many there were
 */

/** Candidates for the length of a commit: the one that explains the steps best is taken. Seconds. */
const COMMIT_SECONDS = [0.0003, 0.0005, 0.001, 0.002, 0.004, 0.008, 0.016];

/** Steps too short or too empty to carry a figure. */
const LEAST_CPU_SECONDS = 0.02;

/**
 * @param {{ options: { clients: number, pairs: number, awayClients: number }, results: WorkloadResult[] }} report
 * @param {import('../types.ts').TargetId} target
 * @returns {Costs}
 */
export function fitCosts({ options, results }, target) {
  const own = results.filter((result) => result.target === target);
  const connectionsOf = { A: options.clients, 'A-low': options.clients, G: options.clients, B: options.pairs * 2 };
  const steps = own.flatMap(({ workload, steps: taken }) => {
    const connections = workload in connectionsOf ? connectionsOf[/** @type {'A'} */ (workload)] : undefined;
    return connections === undefined ? [] : taken.filter(isUsable).map((step) => ({ step, connections }));
  });
  if (steps.length < 4)
    throw new Error(`The report has ${steps.length} usable steps of ${target}; run A, A-low and B.`);
  const fits = COMMIT_SECONDS.map((commitSeconds) => {
    const rows = steps.map(({ step, connections }) => toRow(step, connections, commitSeconds));
    const weights = fitNonNegative(rows);
    return { commitSeconds, weights, error: medianError(rows, weights) };
  });
  const best = fits.reduce((one, other) => (other.error < one.error ? other : one));
  const [message = 0, delivery = 0, write = 0, heard = 0] = best.weights;
  // What memory a connection takes does not depend on the database, and a figure that noise made negative is none.
  const valuesOf = (/** @type {WorkloadResult[]} */ some, /** @type {RegExp} */ name) =>
    some.flatMap(({ figures }) =>
      figures.filter((one) => name.test(one.name) && one.value > 0).map((one) => one.value),
    );
  const ours = results.filter((result) => result.target.startsWith('parlance'));
  const figure = (/** @type {RegExp} */ name) => orElse(median(valuesOf(own, name)), median(valuesOf(ours, name)));
  return {
    message,
    delivery,
    write,
    heard,
    reconnect: orElse(figure(/^server CPU per client$/) / 1000, message * 4),
    databaseMessage: databaseShare(steps.map(({ step }) => step)),
    commitSeconds: best.commitSeconds,
    connectionBytes: orElse(figure(/^resident memory per connection$/) * 1000, 20_000),
    processBytes: orElse(figure(/^resident memory with none$/) * 1e6, 150e6),
    error: best.error,
    steps: steps.length,
  };
}

/** @param {StepResult} step */
function isUsable(step) {
  return step.serverCpuSeconds > LEAST_CPU_SECONDS && step.refused === 0 && step.deliveriesPerSecond > 0;
}

/** @param {StepResult} step @param {number} connections @param {number} commitSeconds */
function toRow(step, connections, commitSeconds) {
  const messages = messagesPerSecond(step);
  const deliveries = step.deliveriesPerSecond;
  const writes = writesPerSecond({ messages, deliveries, connections, commitSeconds });
  const heard = messages * ((step.nodes ?? 1) - 1);
  return { features: [messages, deliveries, writes, heard], value: step.serverCpuSeconds / step.seconds };
}

/** What was really sent: a step that was given up sent less than it meant to. @param {StepResult} step */
function messagesPerSecond(step) {
  return step.acksPerSecond > 0 ? step.acksPerSecond : step.rate;
}

/**
 * The least that other programs took for a message: on a quiet machine that is the database. On SQLite there is none.
 * @param {StepResult[]} steps
 */
function databaseShare(steps) {
  return Math.min(...steps.map((step) => step.otherShare / messagesPerSecond(step)));
}

/** @param {number} value @param {number} otherwise */
function orElse(value, otherwise) {
  return Number.isFinite(value) ? value : otherwise;
}
