// @ts-check
import { setTimeout as delay } from 'node:timers/promises';
import { askRest } from '../targets/v1-rest.mjs';

const INDEX_PAUSE = 1000;
const LONGEST_INDEXING = 600_000;

/** A starved server looks idle while its search index still grows; it says so itself. @param {number} port @param {string} token */
export async function untilIndexed(port, token) {
  for (let waited = 0; ; waited += INDEX_PAUSE) {
    try {
      await askRest(port, 'GET', '/v1/search?query=quick', { token });
      return;
    } catch (fault) {
      if (!String(fault).includes('answered 503') || waited > LONGEST_INDEXING) throw fault;
      await delay(INDEX_PAUSE);
    }
  }
}
