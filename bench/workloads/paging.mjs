// @ts-check
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { cpuSeconds } from '../process/usage.mjs';
import { waitUntilIdle } from '../process/wait-until-idle.mjs';
import { growConversation } from '../seed/grow-conversation.mjs';
import { seedConversation } from '../seed/seed-conversation.mjs';
import { percentile } from '../statistics.mjs';
import { askRest } from '../targets/v1-rest.mjs';
import { readOnce } from './read-once.mjs';

/** @typedef {import('../types.ts').Figure} Figure */
/** @typedef {import('../types.ts').RunningServer} RunningServer */

const WARM_UP = 100;
const SAMPLES = 200;
const RECENT = 10;

/**
 * What a page costs when the conversation grows: every read of it, at every size, on one database that is made longer
 * between. Flat lines are the aim.
 * @type {import('./workload.mjs').Workload}
 */
export async function measurePaging(target, options) {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'parlance-bench-'));
  /** @type {Figure[]} */
  const figures = [];
  const notes = [];
  try {
    const seeded = await seedConversation(dataDirectory);
    for (const messages of [...options.messages].sort((a, b) => a - b)) {
      const { conversationId } = seeded;
      const state = await growConversation(dataDirectory, { conversationId, until: { messages } });
      notes.push(`${messages} messages: a database of ${state.megabytes.toFixed(0)} MB`);
      const server = await target.start({ dataDirectory });
      try {
        await waitUntilIdle(server.pid);
        figures.push(...(await measureSize(server, { ...seeded, messages })));
      } finally {
        await server.stop();
      }
    }
  } finally {
    rmSync(dataDirectory, { recursive: true, force: true });
  }
  return { figures, notes, steps: [] };
}

/**
 * @param {RunningServer} server
 * @param {{ token: string, conversationId: string, emptyToken: string, messages: number }} seeded
 */
async function measureSize(server, { token, conversationId, emptyToken, messages }) {
  const conversation = `/v1/conversations/${conversationId}`;
  const { token: recentToken } = await askRest(server.port, 'GET', '/v1/sync', { token });
  for (let number = 0; number < RECENT; number += 1) {
    const path = `${conversation}/messages/bench-${messages}-${number}`;
    const body = { content: { type: 'text', text: `One of the last ${RECENT}.` } };
    await askRest(server.port, 'PUT', path, { token, body });
  }
  const middle = Math.floor(messages / 2);
  const reads = {
    'messages.list, newest 50': `${conversation}/messages`,
    'messages.list, 50 before the middle': `${conversation}/messages?before_seq=${middle}`,
    'messages.list, 50 after the first': `${conversation}/messages?after_seq=1`,
    'messages.list, 50 around the middle': `${conversation}/messages?around_seq=${middle}`,
    'sync.changes, 200 after the middle': `${conversation}/changes?after=${middle}`,
    [`sync.page, away for ${RECENT} messages`]: `/v1/sync?since=${encodeURIComponent(recentToken)}`,
    'sync.page, away for all of them': `/v1/sync?since=${encodeURIComponent(emptyToken)}`,
    'sync.page, first start': '/v1/sync',
  };
  /** @type {Figure[]} */
  const figures = [];
  for (const [name, path] of Object.entries(reads)) {
    const { p50, cpu } = await measureRead(server, path, token);
    const column = messages.toLocaleString('en').replaceAll(',', ' ');
    figures.push({ name: `${name}: p50`, unit: 'ms', value: p50, best: 'low', column });
    figures.push({ name: `${name}: server CPU`, unit: 'ms', value: cpu, best: 'low', column });
  }
  return figures;
}

/** @param {RunningServer} server @param {string} path @param {string} token */
async function measureRead(server, path, token) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const read = () => readOnce({ agent, port: server.port, path, headers: { authorization: `Bearer ${token}` } });
  for (let sample = 0; sample < WARM_UP; sample += 1) await read();
  const took = [];
  const cpuBefore = cpuSeconds(server.pid);
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    const began = performance.now();
    await read();
    took.push(performance.now() - began);
  }
  const cpu = ((cpuSeconds(server.pid) - cpuBefore) / SAMPLES) * 1000;
  agent.destroy();
  return { p50: percentile(took, 0.5), cpu };
}
