// @ts-check
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { Meter } from '../generator/meter.mjs';
import { connectionsBy } from '../generator/open-connection.mjs';
import { findFreePort, isListening } from '../process/spawn-server.mjs';
import { waitUntilIdle } from '../process/wait-until-idle.mjs';
import { seedDatabase } from '../seed/seed-conversation.mjs';
import { median } from '../statistics.mjs';
import { figure } from './workload.mjs';

/** @typedef {import('../types.ts').Peer} Peer */
/** @typedef {import('../types.ts').Target} Target */

const GIVE_UP_AFTER = 30_000;
const TRY_EVERY = 1;

/**
 * D: from the spawn to the first connection that may speak, on a small database and, where asked for, on a large one.
 * @type {import('./workload.mjs').Workload}
 */
export async function measureStart(target, options) {
  const name = 'start → first connection';
  const figures = [figure(name, 'ms', await measureStarts(target, options.starts, 0), 'low')];
  const megabytes = options.databaseMegabytes;
  if (megabytes > 0) {
    // A floor keeps nothing, so its database is as large as you like: the same start is the yardstick.
    const size = target.id === 'parlance' ? megabytes : 0;
    const took = await measureStarts(target, options.starts, size);
    figures.push(figure(`${name}, ${megabytes} MB of data`, 'ms', took, 'low'));
  }
  return { figures, notes: [], steps: [] };
}

/** The median of some starts. @param {Target} target @param {number} starts @param {number} megabytes */
async function measureStarts(target, starts, megabytes) {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'parlance-bench-'));
  try {
    if (megabytes > 0) await seedDatabase(dataDirectory, megabytes);
    const peer = await makeFirstPeer(target, dataDirectory);
    const took = [];
    for (let run = 0; run < starts; run += 1) took.push(await startOnce(target, dataDirectory, peer));
    return median(took);
  } finally {
    rmSync(dataDirectory, { recursive: true, force: true });
  }
}

/**
 * Someone known to the data folder, so that a later start can let them in.
 * @param {Target} target @param {string} dataDirectory
 */
async function makeFirstPeer(target, dataDirectory) {
  const server = await target.start({ dataDirectory });
  try {
    const { peers } = await target.idle(server, 1);
    await waitUntilIdle(server.pid);
    return /** @type {Peer} */ (peers[0]);
  } finally {
    await server.stop();
  }
}

/** @param {Target} target @param {string} dataDirectory @param {Peer} peer */
async function startOnce(target, dataDirectory, peer) {
  const port = await findFreePort();
  const meter = new Meter();
  const began = performance.now();
  const server = await target.start({ dataDirectory, port, unready: true });
  try {
    while (!(await isListening(port))) {
      if (performance.now() - began > GIVE_UP_AFTER) throw new Error(`Nothing listened within ${GIVE_UP_AFTER} ms.`);
      await delay(TRY_EVERY);
    }
    const connection = connectionsBy(target.wire, port, meter)(peer);
    await connection.opened();
    const took = performance.now() - began;
    connection.close();
    return took;
  } finally {
    await server.stop();
  }
}
