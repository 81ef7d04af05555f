// @ts-check
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { askRest } from '../targets/v1-rest.mjs';

const INDEX_PAUSE = 1000;
/** Some twenty million messages on a machine that does little else. */
const LONGEST_INDEXING = 3_600_000;

/**
 * A starved server looks idle while its search index still grows; it says so itself.
 * @param {number} port @param {() => string | Promise<string>} tokenOf asked each time, because none lasts as long as this may
 */
export async function untilIndexed(port, tokenOf) {
  for (const began = performance.now(); ; ) {
    try {
      await askRest(port, 'GET', '/v1/search?query=quick', { token: await tokenOf() });
      return;
    } catch (fault) {
      if (!String(fault).includes('answered 503') || performance.now() - began > LONGEST_INDEXING) throw fault;
      await delay(INDEX_PAUSE);
    }
  }
}
