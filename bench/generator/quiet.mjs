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
    const acks = meter.windowAcks;
    sender.sendMessage(meter.take(began));
    // `meter.now` is when the bytes came in, so waiting in coarse turns of the loop does not blur the figure.
    let answeredAt = 0;
    while (answeredAt === 0) {
      await new Promise((resolve) => setImmediate(resolve));
      if (meter.windowAcks > acks) answeredAt = meter.lastAckAt;
      else if (performance.now() - began > ANSWER_WITHIN) {
        throw new Error(`No answer within ${ANSWER_WITHIN} ms. ${meter.refusal}`);
      }
    }
    if (sample < warmUp) continue;
    took.push(answeredAt - began);
    await delay(interval);
  }
  return { samples, p50: percentile(took, 0.5), p99: percentile(took, 0.99) };
}
