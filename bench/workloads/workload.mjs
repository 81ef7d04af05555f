// @ts-check
import { GeneratorProcess } from '../process/generator-process.mjs';

/** @typedef {import('../types.ts').Figure} Figure */
/** @typedef {import('../types.ts').Options} Options */
/** @typedef {import('../types.ts').RunningServer} RunningServer */
/** @typedef {import('../types.ts').Scene} Scene */
/** @typedef {import('../types.ts').StepResult} StepResult */
/** @typedef {import('../types.ts').Target} Target */

/** Lateness of the generator, 99th percentile in milliseconds, that spoils a latency. */
const LAG_LIMIT = 20;
/** Other programs' share of a core from which a figure is of a shared machine. */
const SHARED_LIMIT = 0.1;

/**
 * What a workload hands back: its figures, what must be known beside them, and the steps they come from.
 * @typedef {{ figures: Figure[], notes: string[], steps: StepResult[] }} Outcome
 * @typedef {(target: Target, options: Options) => Promise<Outcome>} Workload
 */

/**
 * Starts a fresh server and a fresh generator, lets `work` measure, and ends both whatever happens.
 * @template T
 * @param {Target} target
 * @param {import('../types.ts').StartOptions} startOptions
 * @param {(server: RunningServer, generator: GeneratorProcess) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withServer(target, startOptions, work) {
  const server = await target.start(startOptions);
  const generator = new GeneratorProcess();
  try {
    return await work(server, generator);
  } finally {
    await generator.stop();
    await server.stop();
  }
}

/** @param {string} name @param {string} unit @param {number} value @param {'high' | 'low'} best @returns {Figure} */
export function figure(name, unit, value, best) {
  return { name, unit, value, best };
}

/** What a reader of the figures must know about one step. @param {StepResult} step @returns {string[]} */
export function notesOf(step) {
  const notes = [];
  const percent = (/** @type {number} */ share) => `${Math.round(share * 100)} %`;
  if (step.generatorBound) {
    notes.push(`generator-bound: ${percent(step.generatorShare)} busy, the server ${percent(step.serverShare)}`);
  } else if (step.lagP99 > LAG_LIMIT) {
    notes.push(`generator ${step.lagP99.toFixed(0)} ms late though only ${percent(step.generatorShare)} busy`);
  }
  if (step.otherShare > SHARED_LIMIT)
    notes.push(`shared machine: other programs took ${percent(step.otherShare)} of a core`);
  if (step.complete !== step.sent) notes.push(`${step.sent - step.complete} of ${step.sent} messages unfinished`);
  if (step.duplicates > 0) notes.push(`${step.duplicates} deliveries came twice`);
  if (step.closed > 0) notes.push(`${step.closed} connections cut`);
  if (step.refused > 0) notes.push(`${step.refused} sends refused: ${step.refusal}`);
  return notes;
}
