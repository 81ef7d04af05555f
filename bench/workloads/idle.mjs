// @ts-check
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { figure, withServer } from './workload.mjs';

/** Milliseconds in which nothing happens before memory is read. */
const QUIET = 5000;
/** @typedef {import('../process/generator-process.mjs').GeneratorProcess} GeneratorProcess */
/** @typedef {import('../types.ts').Peer} Peer */

/** Files that either side holds beside its connections. */
const FILES_KEPT_FREE = 500;

/**
 * C: what a connection costs that says nothing. The people are made by an earlier run of the server on the same data: what
 * that work leaves behind in memory would otherwise be used again by the connections, and hide their cost.
 * @type {import('./workload.mjs').Workload}
 */
export async function measureIdle(target, options) {
  const count = Math.min(options.connections, openFilesAllowed() - FILES_KEPT_FREE);
  const dataDirectory = mkdtempSync(join(tmpdir(), 'parlance-bench-'));
  try {
    const maker = await target.start({ dataDirectory });
    const { peers } = await prepare(target, maker, count);
    const { none, some, all } = await withServer(target, { probe: true, dataDirectory }, (server, generator) =>
      measureMemory(server, { generator, wire: target.wire, peers }),
    );
    const added = count - someOf(peers);
    return {
      figures: [
        figure('resident memory per connection', 'kB', (all.rss - some.rss) / added / 1000, 'low'),
        figure('heap per connection', 'kB', (all.heapUsed - some.heapUsed) / added / 1000, 'low'),
        figure('resident memory with none', 'MB', none.rss / 1e6, 'low'),
      ],
      notes: count < options.connections ? [`only ${count} connections: the limit on open files`] : [],
      steps: [],
    };
  } finally {
    rmSync(dataDirectory, { recursive: true, force: true });
  }
}

/**
 * The count begins when a fifth of them is there: until then the pages that the start left half empty fill up, and code is
 * compiled.
 * @param {import('../types.ts').RunningServer} server
 * @param {{ generator: GeneratorProcess, wire: import('../types.ts').WireId, peers: Peer[] }} scene
 */
async function measureMemory(server, { generator, wire, peers }) {
  const endpoint = { wire, port: server.port };
  const none = await server.memory();
  await generator.open({ ...endpoint, peers: peers.slice(0, someOf(peers)) });
  await delay(QUIET);
  const some = await server.memory();
  await generator.open({ ...endpoint, peers: peers.slice(someOf(peers)) });
  await delay(QUIET);
  return { none, some, all: await server.memory() };
}

/**
 * Makes the accounts that will connect, on a server of their own.
 * @param {import('../types.ts').Target} target
 * @param {import('../types.ts').RunningServer} maker
 * @param {number} count
 */
async function prepare(target, maker, count) {
  try {
    return await target.idle(maker, count);
  } finally {
    await maker.stop();
  }
}

/** @param {Peer[]} peers */
function someOf(peers) {
  return Math.floor(peers.length / 5);
}

function openFilesAllowed() {
  const answer = execFileSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }).trim();
  return answer === 'unlimited' ? Number.POSITIVE_INFINITY : Number(answer);
}
