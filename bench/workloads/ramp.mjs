// @ts-check

/** @typedef {import('../types.ts').StepResult} StepResult */

const PROBE_FACTOR = 1.6;
const STEP_FACTOR = 1.15;
const STEP_DOWN = 1.25;
const PROBE_SHARE = 1 / 3;
const MOST_STEPS = 14;

/** Latencies at the 99th percentile, in milliseconds: where a rising rate stops, and what the promises are made for. */
export const STOP_AT = 250;
export const COMFORT = 100;

/**
 * Raises the rate until the 99th percentile passes 250 ms: first in short coarse steps to find the region, then in full
 * steps of 15 % from below it.
 * @param {(rate: number, seconds: number) => Promise<StepResult>} runStep
 * @param {(step: StepResult) => number} latencyOf
 * @param {{ startRate: number, stepSeconds: number }} options
 */
export async function ramp(runStep, latencyOf, { startRate, stepSeconds }) {
  const passes = (/** @type {StepResult} */ step, /** @type {number} */ limit) =>
    isSound(step) && latencyOf(step) <= limit;
  const probes = await rise(
    { rate: startRate, factor: PROBE_FACTOR, seconds: Math.max(1, stepSeconds * PROBE_SHARE) },
    runStep,
    passes,
  );
  const bestProbe = probes.findLast((step) => passes(step, STOP_AT));
  const steps = await rise(
    { rate: (bestProbe?.rate ?? startRate) / STEP_DOWN, factor: STEP_FACTOR, seconds: stepSeconds },
    runStep,
    passes,
  );
  const all = [...probes, ...steps];
  // A short step counts only where no full one holds.
  const best = (/** @type {number} */ limit) =>
    fastest(steps.filter((step) => passes(step, limit))) ?? fastest(all.filter((step) => passes(step, limit)));
  const atComfort = best(COMFORT);
  const atStop = fastest([best(STOP_AT), atComfort].filter((step) => step !== undefined));
  return { steps: all, atStop, atComfort };
}

/**
 * @param {{ rate: number, factor: number, seconds: number }} plan
 * @param {(rate: number, seconds: number) => Promise<StepResult>} runStep
 * @param {(step: StepResult, limit: number) => boolean} passes
 */
async function rise({ rate, factor, seconds }, runStep, passes) {
  /** @type {StepResult[]} */
  const steps = [];
  let passed = false;
  for (let current = rate; steps.length < MOST_STEPS; ) {
    const step = await runStep(current, seconds);
    steps.push(step);
    const passedNow = passes(step, STOP_AT);
    // Failed at once: look below until one holds, then stop there.
    if (passedNow ? steps.length > 1 && !passed : passed) break;
    passed = passedNow;
    current = passedNow ? current * factor : current / factor;
  }
  return steps;
}

/** @param {StepResult[]} steps */
function fastest(steps) {
  return steps.reduce(
    (/** @type {StepResult | undefined} */ most, step) => (most !== undefined && most.rate >= step.rate ? most : step),
    undefined,
  );
}

/** Every message reached everybody once and nobody was cut off. @param {StepResult} step */
function isSound(step) {
  const { overloaded, refused, closed, duplicates, complete, sent } = step;
  return !overloaded && refused === 0 && closed === 0 && duplicates === 0 && complete === sent;
}
