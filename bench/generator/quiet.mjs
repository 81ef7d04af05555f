// @ts-check
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { percentile } from '../statistics.mjs';

/** What a server has answered that was just started. */
const WARM_UP = 50;
const ANSWER_WITHIN = 5000;

/**
 * One sender on a server that does nothing else: the next message goes out `interval` after the last was finished. `warmUp` go
 * out before those that count, with nothing between them.
 * @param {Pick<import('./connection.mjs').Connection, 'isOpen' | 'sendMessage'>[]} connections
 * @param {import('./meter.mjs').Meter} meter
 * @param {{ samples: number, interval: number, deliveriesPerMessage: number, warmUp?: number }} request
 * @returns {Promise<import('../types.ts').QuietResult>}
 */
export async function runQuiet(connections, meter, { samples, interval, deliveriesPerMessage, warmUp = WARM_UP }) {
  const sender = connections[0];
  if (sender === undefined) throw new Error('There is no open connection to send from.');
  meter.begin(deliveriesPerMessage, true);
  meter.beginWindow();
  const took = [];
  for (let sample = 0; sample < samples + warmUp; sample += 1) {
    const began = performance.now();
    sender.sendMessage(meter.take(began));
    await meter.nextAck(ANSWER_WITHIN);
    if (sample < warmUp) continue;
    took.push(meter.lastAckAt - began);
    await delay(interval);
  }
  return { samples, p50: percentile(took, 0.5), p99: percentile(took, 0.99) };
}
