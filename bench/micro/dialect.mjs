// @ts-check
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Connection } from '../generator/connection.mjs';
import { makeWire } from '../generator/wires.mjs';
import { pinSelf } from '../process/pin.mjs';
import { cpuSeconds } from '../process/usage.mjs';
import { targets } from '../targets/index.mjs';
import { ENVIRONMENT, speakers } from '../workloads/dialects.mjs';
import { withServer } from '../workloads/workload.mjs';

/**
 * What a message costs the whole server through each wire when it comes in bursts: everybody sends so many at once, and the
 * next burst follows when everybody has heard all of the last. Commits are then as large as they become on a server that has
 * as much as it can do, whatever else the machine does; CPU rather than time. `--profile <folder>` leaves CPU profiles.
 */
const { values } = parseArgs({
  options: {
    speakers: { type: 'string', default: speakers.map((speaker) => speaker.name).join(';') },
    each: { type: 'string', default: '3' },
    bursts: { type: 'string', default: '60' },
    people: { type: 'string', default: '100' },
    profile: { type: 'string' },
  },
});
/** The code is compiled by then. */
const WARM_UP = 20;

class Meter {
  marks = 0;
  heard = 0;
  /** @param {number} _number */
  delivered(_number) {
    this.heard += 1;
  }
  /** @param {number} _number */
  acknowledged(_number) {}
  /** @param {string} refusal */
  refuse(refusal) {
    throw new Error(refusal);
  }
}

pinSelf();
const profile = values.profile === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', values.profile];
const target = targets.parlance;
const each = Number(values.each);
const bursts = Number(values.bursts);
for (const name of values.speakers.split(';')) {
  const speaker = speakers.find((one) => one.name === name);
  if (speaker === undefined) throw new Error(`“${name}” is none of ${speakers.map((one) => one.name).join('; ')}.`);
  const { wire: wireId } = speaker;
  if (wireId === 'xmpp') throw new Error('A dialect speaks no XMPP.');
  await withServer(target, { environment: ENVIRONMENT, execArgv: profile }, async (server) => {
    const { peers, deliveriesPerMessage } = await speaker.toScene(target, server, Number(values.people));
    const meter = /** @type {any} */ (new Meter());
    const wire = makeWire(wireId, meter);
    const connections = peers.map((peer) => new Connection(server.port, peer, wire, meter));
    await Promise.all(connections.map((connection) => connection.opened()));
    let number = 0;
    const burst = async () => {
      for (let round = 0; round < each; round += 1) {
        for (const connection of connections) {
          connection.sendText(wire.toSend(connection, number));
          number += 1;
        }
      }
      while (meter.heard < number * deliveriesPerMessage) await delay(1);
    };
    const costs = [];
    for (let count = 0; count < WARM_UP + bursts; count += 1) {
      const before = cpuSeconds(server.pid);
      await burst();
      if (count >= WARM_UP) costs.push(((cpuSeconds(server.pid) - before) / (each * connections.length)) * 1e6);
    }
    costs.sort((one, other) => one - other);
    const at = (/** @type {number} */ part) => (costs[Math.floor(costs.length * part)] ?? Number.NaN).toFixed(1);
    process.stdout.write(
      `${name}: ${at(0.5)} µs CPU a message (a quarter of the bursts below ${at(0.25)}, three quarters below ${at(0.75)})\n`,
    );
    for (const connection of connections) connection.close();
  });
}
