// @ts-check
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { percentile } from '../statistics.mjs';

const SAMPLES = 300;
const BLOCK = Buffer.alloc(4096, 1);

/**
 * What one durable write costs on this disk, in milliseconds: a block appended and forced out, again and again, with `pause`
 * milliseconds between. After a pause core and disk have to wake up first. No server that answers after its data is safe can be quicker.
 * @param {number} pause
 */
export async function measureFdatasync(pause) {
  const folder = mkdtempSync(join(tmpdir(), 'parlance-bench-'));
  const file = openSync(join(folder, 'blocks'), 'w');
  const took = [];
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    const began = performance.now();
    writeSync(file, BLOCK);
    fdatasyncSync(file);
    took.push(performance.now() - began);
    if (pause > 0) await delay(pause);
  }
  closeSync(file);
  rmSync(folder, { recursive: true });
  return { p50: percentile(took, 0.5), p99: percentile(took, 0.99) };
}
