// @ts-check
import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

const SERVER_CORE = '0';
const GENERATOR_CORE = '1';

let pinned = false;

/**
 * Keeps this process, and with it the generator it starts, on the second core, so that servers have the first to
 * themselves. Returns whether it could: it takes two cores and `taskset`.
 */
export function pinSelf() {
  if (availableParallelism() < 2) return false;
  try {
    execFileSync('taskset', ['-cp', GENERATOR_CORE, String(process.pid)], { stdio: 'ignore' });
    pinned = true;
  } catch {
    // Without taskset the kernel places both as it likes; the report says so.
  }
  return pinned;
}

/**
 * The command line that runs a program on the servers' core, or on another.
 * @param {string} program @param {string[]} args @param {string} [core] @returns {[string, string[]]}
 */
export function onServerCore(program, args, core = SERVER_CORE) {
  return pinned ? ['taskset', ['-c', core, program, ...args]] : [program, args];
}
