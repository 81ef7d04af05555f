// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { onServerCore } from './pin.mjs';

/** @typedef {import('../types.ts').RunningServer} RunningServer */
/** @typedef {import('../types.ts').StartOptions} StartOptions */
/** @typedef {import('../types.ts').Memory} Memory */

const PROBE = fileURLToPath(new URL('./probe.mjs', import.meta.url));
const READY_WITHIN = 30_000;
const STOP_WITHIN = 10_000;
const LOG_KEPT = 4000;

/**
 * Starts one of our programs on its core and waits until it listens. Throws with the program's last words when it ends
 * first.
 * @param {string} script
 * @param {Record<string, string>} environment beside PORT, HOST and DATA_DIR
 * @param {StartOptions} options
 * @returns {Promise<RunningServer>}
 */
export async function spawnServer(script, environment, options) {
  const args = [...(options.execArgv ?? []), ...(options.probe ? ['--expose-gc', '--import', PROBE] : []), script];
  return spawnProgram({ name: script, prepare: () => ({ program: process.execPath, args, environment }) }, options);
}

/**
 * A program that is not ours: `prepare` writes its configuration into the data directory and says how it is started.
 * @typedef {object} Program
 * @property {string} name
 * @property {(place: { port: number, dataDirectory: string }) => Command | Promise<Command>} prepare
 * @typedef {{ program: string, args: string[], environment: Record<string, string> }} Command
 */

/** @param {Program} program @param {StartOptions} options @returns {Promise<RunningServer>} */
export async function spawnProgram(program, options) {
  const port = options.port ?? (await findFreePort());
  const dataDirectory = options.dataDirectory ?? mkdtempSync(join(tmpdir(), 'parlance-bench-'));
  const prepared = await program.prepare({ port, dataDirectory });
  const [command, args] = onServerCore(prepared.program, prepared.args, options.core);
  const isNode = prepared.program === process.execPath;
  const child = spawn(command, args, {
    env: {
      ...process.env,
      NODE_ENV: 'production',
      PORT: String(port),
      HOST: '127.0.0.1',
      DATA_DIR: dataDirectory,
      ...prepared.environment,
    },
    stdio: ['ignore', 'pipe', 'pipe', options.probe && isNode ? 'ipc' : 'ignore'],
  });
  const log = keepLog(child);
  const server = {
    pid: /** @type {number} */ (child.pid),
    port,
    dataDirectory,
    memory: () => (isNode ? askMemory(child) : Promise.resolve(residentOf(/** @type {number} */ (child.pid)))),
    heap: () => askHeap(child),
    stop: async () => {
      await stopChild(child);
      if (options.dataDirectory === undefined) rmSync(dataDirectory, { recursive: true, force: true });
    },
  };
  if (!options.unready) await untilListening(child, server, { name: program.name, log });
  return server;
}

/** What the program said last. @param {import('node:child_process').ChildProcess} child */
function keepLog(child) {
  let text = '';
  const keep = (/** @type {Buffer} */ bytes) => {
    text = (text + bytes.toString()).slice(-LOG_KEPT);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  return () => text;
}

/**
 * @param {import('node:child_process').ChildProcess} child @param {RunningServer} server
 * @param {{ name: string, log: () => string }} words
 */
async function untilListening(child, server, { name, log }) {
  const began = Date.now();
  while (!(await isListening(server.port))) {
    if (child.exitCode !== null || child.signalCode !== null) {
      await server.stop();
      throw new Error(`${name} ended at its start:\n${log()}`);
    }
    if (Date.now() - began > READY_WITHIN) {
      await server.stop();
      throw new Error(`${name} did not listen on port ${server.port} within ${READY_WITHIN} ms:\n${log()}`);
    }
    await delay(10);
  }
}

/** What another language's program holds; its heap is its own affair. @param {number} pid @returns {Memory} */
function residentOf(pid) {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? [];
  return { rss: Number(kilobytes) * 1024, heapUsed: Number.NaN, external: Number.NaN };
}

/** @param {number} port @returns {Promise<boolean>} */
export function isListening(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** A port that was free a moment ago. @returns {Promise<number>} */
export async function findFreePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('The system gave no TCP port.');
  return address.port;
}

/** @param {import('node:child_process').ChildProcess} child @returns {Promise<Memory>} */
async function askMemory(child) {
  child.send('memory');
  const [memory] = await once(child, 'message');
  return memory;
}

/** @param {import('node:child_process').ChildProcess} child @returns {Promise<string>} the file of the snapshot */
async function askHeap(child) {
  child.send('heap');
  const [{ file }] = await once(child, 'message');
  return file;
}

/** @param {import('node:child_process').ChildProcess} child */
async function stopChild(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN);
  await ended;
  clearTimeout(timer);
}
