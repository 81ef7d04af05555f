// @ts-check
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { cpuSeconds, machineBusySeconds } from '../process/usage.mjs';
import { Histogram } from '../statistics.mjs';

/** @typedef {Pick<import('./connection.mjs').Connection, 'isOpen' | 'sendMessage'>} Connection */
/** @typedef {import('./meter.mjs').Meter} Meter */
/** @typedef {import('../types.ts').StepRequest} StepRequest */
/** @typedef {import('../types.ts').StepResult} StepResult */

/** The first part of a step is not counted: queues and compilers settle in it. */
const SETTLING_SHARE = 0.2;
const DRAIN_WITHIN = 10_000;
const BUSY_LIMIT = 0.85;
const CHECK_EVERY = 100;

/**
 * Sends `rate` messages a second for `seconds`, whatever the server does (open loop), and times each from the moment it was
 * due: a generator or a server that falls behind cannot hide it. Then waits for what is still under way.
 * @param {Connection[]} connections @param {Meter} meter @param {StepRequest} request @returns {Promise<StepResult>}
 */
export async function runStep(connections, meter, request) {
  meter.begin(request.deliveriesPerMessage, request.acked);
  const sender = new OpenLoop(connections, meter, request.rate);
  const settling = request.seconds * SETTLING_SHARE * 1000;
  await sender.run(settling, () => meter.oldestOpenAge() > request.giveUpAfter);
  meter.beginWindow();
  const before = takeUsage(request.serverPid);
  await sender.run(request.seconds * 1000 - settling, () => meter.oldestOpenAge() > request.giveUpAfter);
  const after = takeUsage(request.serverPid);
  const deliveries = meter.windowDeliveries;
  const acks = meter.windowAcks;
  await drain(meter);
  const complete = meter.settle();
  const seconds = (after.at - before.at) / 1000;
  const server = after.server - before.server;
  const generator = after.generator - before.generator;
  const lagP99 = sender.lag.percentile(0.99);
  return {
    rate: request.rate,
    seconds,
    sent: meter.sent,
    complete,
    duplicates: meter.duplicates,
    refused: meter.refused,
    ...(meter.refusal === '' ? {} : { refusal: meter.refusal }),
    closed: meter.closed,
    overloaded: sender.gaveUp,
    deliveriesPerSecond: deliveries / seconds,
    acksPerSecond: acks / seconds,
    deliveryP50: meter.delivery.percentile(0.5),
    deliveryP99: meter.delivery.percentile(0.99),
    ackP50: meter.ack.percentile(0.5),
    ackP99: meter.ack.percentile(0.99),
    serverCpuSeconds: server,
    serverShare: server / seconds,
    generatorShare: generator / seconds,
    otherShare: Math.max(0, (after.machine - before.machine - server - generator) / seconds),
    lagP99,
    generatorBound: generator / seconds > BUSY_LIMIT,
  };
}

/** Sends what is due at every turn of a 1 ms timer, round the connections. */
class OpenLoop {
  lag = new Histogram();
  gaveUp = false;
  #connections;
  #meter;
  #millisecondsPerMessage;
  #nextDue = 0;
  #turn = 0;

  /** @param {Connection[]} connections @param {Meter} meter @param {number} rate */
  constructor(connections, meter, rate) {
    this.#connections = connections;
    this.#meter = meter;
    this.#millisecondsPerMessage = 1000 / rate;
  }

  /** @param {number} milliseconds @param {() => boolean} isHopeless asked ten times a second @returns {Promise<void>} */
  run(milliseconds, isHopeless) {
    if (this.gaveUp) return Promise.resolve();
    const began = performance.now();
    if (this.#nextDue === 0) this.#nextDue = began;
    const end = began + milliseconds;
    let checkAt = began + CHECK_EVERY;
    return new Promise((resolve) => {
      const turn = () => {
        const now = performance.now();
        this.#sendDue(Math.min(now, end), now);
        if (now >= checkAt) {
          checkAt = now + CHECK_EVERY;
          this.gaveUp = isHopeless();
        }
        if (now >= end || this.gaveUp) resolve();
        else setTimeout(turn, 1);
      };
      turn();
    });
  }

  /** @param {number} until @param {number} now */
  #sendDue(until, now) {
    while (this.#nextDue <= until) {
      const connection = /** @type {Connection} */ (this.#connections[this.#turn % this.#connections.length]);
      this.#turn += 1;
      if (connection.isOpen) connection.sendMessage(this.#meter.take(this.#nextDue));
      this.lag.add(now - this.#nextDue);
      this.#nextDue += this.#millisecondsPerMessage;
    }
  }
}

/** @param {Meter} meter */
async function drain(meter) {
  const until = performance.now() + DRAIN_WITHIN;
  while (meter.oldestOpenAge() > 0 && performance.now() < until && meter.closed === 0 && meter.refused === 0) {
    await delay(20);
  }
}

/** @param {number | number[]} serverPid */
function takeUsage(serverPid) {
  const { user, system } = process.cpuUsage();
  return {
    at: performance.now(),
    server: [serverPid].flat().reduce((sum, pid) => sum + cpuSeconds(pid), 0),
    generator: (user + system) / 1e6,
    machine: machineBusySeconds(),
  };
}
