// @ts-check
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { peakMemory } from '../process/usage.mjs';
import { percentile } from '../statistics.mjs';
import { askRest } from '../targets/v1-rest.mjs';
import { untilIndexed } from './until-indexed.mjs';

/** @typedef {import('../types.ts').Figure} Figure */
/** @typedef {import('../types.ts').RunningServer} RunningServer */

const ASK_EVERY = 50;
/** What took less tells nothing about how the server answers meanwhile. */
const WORTH_TELLING = 2000;

/**
 * Has the server index what it has not seen, by searching again and again, which makes it do nothing else on that thread; and
 * asks for something small meanwhile.
 * @param {RunningServer} server @param {() => Promise<string>} logIn
 * @returns {Promise<Omit<Figure, 'column'>[]>} nothing where there was next to nothing to index
 */
export async function measureIndexing(server, logIn) {
  const began = performance.now();
  let indexed = false;
  let token = await logIn();
  const renewed = async () => {
    token = await logIn();
    return token;
  };
  const indexing = untilIndexed(server.port, renewed).finally(() => {
    indexed = true;
  });
  const took = [];
  while (!indexed) {
    const asked = performance.now();
    await askRest(server.port, 'GET', '/v1/me', { token });
    took.push(performance.now() - asked);
    await delay(ASK_EVERY);
  }
  await indexing;
  const seconds = (performance.now() - began) / 1000;
  if (seconds * 1000 < WORTH_TELLING) return [];
  return [
    { name: 'indexing what was added', unit: 's', value: seconds, best: 'low' },
    { name: 'me while indexing, p50', unit: 'ms', value: percentile(took, 0.5), best: 'low' },
    { name: 'me while indexing, p99', unit: 'ms', value: percentile(took, 0.99), best: 'low' },
    { name: 'most memory until indexed', unit: 'MB', value: peakMemory(server.pid) / 1e6, best: 'low' },
  ];
}
