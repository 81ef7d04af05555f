// @ts-check
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startServer } from '../../packages/server/dist/app.js';
import { parseConfig } from '../../packages/server/dist/config/parse-config.js';
import { makeActor } from '../../packages/server/dist/core/actor.js';
import { startConversation } from '../../packages/server/dist/core/conversations/start-conversation.js';
import { sendMessage } from '../../packages/server/dist/core/messages/send-message.js';
import { makeUser } from '../../packages/server/dist/core/users/make-user.js';
import { toText } from '../generator/text.mjs';
import { percentile } from '../statistics.mjs';

/**
 * What a flooded conversation does to another below the sockets, in CPU that the serving thread spends between a send and its
 * ack: that is the part of the wait that the server makes, and a machine that does other work as well does not blur it.
 */
const { values } = parseArgs({
  options: {
    outstanding: { type: 'string', default: '1000' },
    samples: { type: 'string', default: '300' },
  },
});

const PAUSE = 10;

const folder = mkdtempSync(join(tmpdir(), 'parlance-micro-'));
const server = await startServer(parseConfig({ PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'warn' }, folder));
const { core } = server;
const [quiet, flooded] = [await makePair('quiet'), await makePair('flooded')];
let flooding = true;
let number = 0;
await measure(50);
say('alone', await measure(Number(values.samples)));
const lanes = Array.from({ length: Number(values.outstanding) }, async () => {
  while (flooding) await send(flooded);
});
await measure(50);
const cpu = process.cpuUsage();
const before = number;
say('beside a flood', await measure(Number(values.samples)));
const { user, system } = process.cpuUsage(cpu);
process.stdout.write(`flood: ${((user + system) / (number - before)).toFixed(1)} µs CPU a message\n`);
flooding = false;
await Promise.all(lanes);
await server.stop();
rmSync(folder, { recursive: true, force: true });

/** @param {string} name */
async function makePair(name) {
  const [one, other] = await Promise.all([makeGuest(`One of ${name}`), makeGuest(`Other of ${name}`)]);
  const { conversation } = await startConversation(core, one, { kind: 'direct', userIds: [other.userId] });
  return { actor: one, conversationId: conversation.id };
}

/** @param {string} displayName */
async function makeGuest(displayName) {
  const guest = makeUser(core, { kind: 'guest', displayName });
  await core.store.transaction((tx) => tx.users.insert(guest));
  return makeActor(guest.id, null, 'guest');
}

/** @param {Awaited<ReturnType<typeof makePair>>} pair */
function send({ actor, conversationId }) {
  number += 1;
  const content = /** @type {const} */ ({ type: 'text', text: toText(number) });
  return sendMessage(core, actor, { conversationId, clientId: core.ids.next(), content });
}

/** Milliseconds of CPU of the thread that serves: the others, for the search index and for checkpoints, delay nobody here. */
function mainThreadCpu() {
  return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'latin1').split(' ')[0]) / 1e6;
}

/** Milliseconds of CPU from send to ack, one send after the other. @param {number} samples */
async function measure(samples) {
  const took = [];
  for (let sample = 0; sample < samples; sample += 1) {
    await delay(PAUSE * (0.5 + Math.random()));
    const began = mainThreadCpu();
    await send(quiet);
    took.push(mainThreadCpu() - began);
  }
  return took;
}

/** @param {string} what @param {number[]} took */
function say(what, took) {
  const at = (/** @type {number} */ share) => percentile(took, share).toFixed(2);
  process.stdout.write(`${what}: p50 ${at(0.5)}, p99 ${at(0.99)} ms CPU from send to ack\n`);
}
