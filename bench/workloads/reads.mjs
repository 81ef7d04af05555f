// @ts-check
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { waitUntilIdle } from '../process/wait-until-idle.mjs';
import { growConversation } from '../seed/grow-conversation.mjs';
import { makeRandom } from '../seed/random.mjs';
import { seedConversation } from '../seed/seed-conversation.mjs';
import { percentile } from '../statistics.mjs';
import { readOnce } from './read-once.mjs';
import { untilIndexed } from './until-indexed.mjs';
import { figure, withServer } from './workload.mjs';

const LANES = 8;
const WRITERS = 50;
const GIVE_UP_AFTER = 5000;

/**
 * F: eight readers as fast as they are answered, beside a steady load of durable messages in other conversations.
 * @type {import('./workload.mjs').Workload}
 */
export async function measureReads(target, options) {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'parlance-bench-'));
  const messages = options.readMessages;
  try {
    const { token, conversationId } = await seedConversation(dataDirectory);
    await growConversation(dataDirectory, { conversationId, until: { messages } });
    return await withServer(target, { dataDirectory }, async (server, generator) => {
      await waitUntilIdle(server.pid);
      await untilIndexed(server.port, () => token);
      const { peers, ...scene } = await target.pairs(server, WRITERS);
      await generator.open({ wire: target.wire, port: server.port, peers });
      const write = () =>
        generator.step({
          ...scene,
          rate: options.writeRate,
          seconds: options.stepSeconds,
          serverPid: server.pid,
          giveUpAfter: GIVE_UP_AFTER,
        });
      const alone = await write();
      const random = makeRandom(1);
      const reads = {
        'history pages of 50': () =>
          `/v1/conversations/${conversationId}/messages?before_seq=${2 + Math.floor(random() * messages)}`,
        'searches for a number that one message has': () =>
          `/v1/search?query=${String(1 + Math.floor(random() * (messages - 1))).padStart(8, '0')}`,
        [`searches for a word that all ${messages} messages have`]: () => '/v1/search?query=quick',
      };
      const figures = [figure('writes alone: ack p99', 'ms', alone.ackP99, 'low')];
      const steps = [alone];
      for (const [name, toPath] of Object.entries(reads)) {
        const [beside, { perSecond, p99 }] = await Promise.all([
          write(),
          readFor(options.stepSeconds, { port: server.port, token, toPath }),
        ]);
        steps.push(beside);
        figures.push(
          figure(name, '1/s', perSecond, 'high'),
          figure(`${name}: p99`, 'ms', p99, 'low'),
          figure(`writes beside ${name}: ack p99`, 'ms', beside.ackP99, 'low'),
        );
      }
      const busiest = Math.max(...steps.map((step) => step.generatorShare));
      figures.push(figure('generator of the writes', '% of a core', busiest * 100, 'low'));
      return { figures, notes: [`beside ${options.writeRate} durable messages a second`], steps };
    });
  } finally {
    rmSync(dataDirectory, { recursive: true, force: true });
  }
}

/**
 * @param {number} seconds
 * @param {{ port: number, token: string, toPath: () => string }} request
 */
async function readFor(seconds, { port, token, toPath }) {
  const agent = new Agent({ keepAlive: true, maxSockets: LANES });
  /** @type {number[]} */
  const took = [];
  const began = performance.now();
  const lane = async () => {
    while (performance.now() - began < seconds * 1000) {
      const sent = performance.now();
      await readOnce({ agent, port, path: toPath(), headers: { authorization: `Bearer ${token}` } });
      took.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  agent.destroy();
  const perSecond = (took.length / (performance.now() - began)) * 1000;
  return { perSecond, p99: percentile(took, 0.99) };
}
