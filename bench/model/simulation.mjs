// @ts-check
import { makeRandom } from '../seed/random.mjs';
import { reckon } from './capacity.mjs';
import { writesPerSecond } from './writes.mjs';

/** @typedef {import('./fit-costs.mjs').Costs} Costs */
/** @typedef {import('./capacity.mjs').Load} Load */

/**
 * Something that happens, in seconds from the beginning. `nodeFails`: one node of the first cell ends without a word.
 * `rush`: everybody in the first cell writes as much as `factor` times. `restart`: all nodes of the first cell are replaced,
 * one after the other.
 * @typedef {{ at: number, what: 'nodeFails' } | { at: number, until: number, what: 'rush', factor: number } | { at: number, what: 'restart', every: number }} Happening
 */

/** A node's clients come back spread over so many seconds: they wait by chance between 1 s and 30 s. */
const SPREAD = 30;
/** How many a node lets in at a time, as a share of a core; the rest waits before its door. */
const DOOR_SHARE = 0.5;
/** A node that is told to stop spreads its clients over two seconds, and is back after so many. */
const GRACE = 2;
const START = 5;
const AWAY = 0xffff;

/**
 * Everybody as one entry of an array that names their node, in steps of a second. In each step every node draws how many
 * messages its people write (Poisson), and has one second of a core to do the work of the step and what is left of the one
 * before; clients without a node wait for their moment and knock at the node with the fewest connections. The audience of a
 * message is spread over the nodes of its cell as its people are.
 */
export class Simulation {
  #costs;
  #load;
  #happenings;
  #random;
  #nodes;
  /** The node of each person; AWAY while between nodes. */
  #home;
  /** Those who are away, by the second in which they knock. @type {Map<number, number[]>} */
  #knocking = new Map();
  #second = 0;
  /** @type {number[]} */
  #restarting = [];

  /**
   * @param {Costs} costs
   * @param {{ load: Load, happenings: Happening[], seed: number, spare: number }} plan `spare`: nodes more than needed, in each cell
   */
  constructor(costs, { load, happenings, seed, spare }) {
    this.#costs = costs;
    this.#load = load;
    this.#happenings = happenings;
    this.#random = makeRandom(seed);
    const need = reckon(costs, load);
    this.cells = need.cells;
    this.nodesPerCell = need.nodes + spare;
    this.#nodes = Array.from({ length: this.cells * this.nodesPerCell }, (_, index) => ({
      cell: Math.floor(index / this.nodesPerCell),
      isUp: true,
      connections: 0,
      backlog: 0,
      waiting: /** @type {number[]} */ ([]),
    }));
    if (this.#nodes.length >= AWAY) throw new Error(`${this.#nodes.length} nodes are more than ${AWAY}.`);
    this.#home = new Uint16Array(load.connected);
    for (let person = 0; person < load.connected; person += 1) {
      const node = person % this.#nodes.length;
      this.#home[person] = node;
      this.#nodeAt(node).connections += 1;
    }
  }

  /** One second; returns what it was like. */
  step() {
    this.#happen();
    const arrivals = this.#knock();
    const written = this.#writtenByCell();
    let busiest = 0;
    let slowest = 0;
    let deliveries = 0;
    for (const [index, node] of this.#nodes.entries()) {
      if (!node.isUp) continue;
      const work = this.#work(node, written);
      deliveries += work.deliveries;
      const door = this.#openDoor(index, node);
      const total = node.backlog + work.cores + door;
      busiest = Math.max(busiest, work.cores + door);
      // What is left waits for the next second: that long is the queue before whoever comes now.
      node.backlog = Math.max(0, total - 1);
      slowest = Math.max(slowest, delayOf(total, this.#costs.commitSeconds));
    }
    this.#second += 1;
    const messages = written.reduce((sum, one) => sum + one, 0);
    return { second: this.#second, messages, deliveries, busiest, delay: slowest, away: this.away(), arrivals };
  }

  /** How many are without a node now. */
  away() {
    let connected = 0;
    for (const node of this.#nodes) connected += node.connections;
    return this.#home.length - connected;
  }

  #happen() {
    for (const happening of this.#happenings) {
      if (happening.what === 'nodeFails' && happening.at === this.#second) this.#takeDown(0, SPREAD);
      if (happening.what === 'restart' && happening.at <= this.#second) {
        const turn = (this.#second - happening.at) / happening.every;
        if (Number.isInteger(turn) && turn < this.nodesPerCell) {
          if (this.#nodeAt(turn).isUp) this.#takeDown(turn, GRACE);
          this.#restarting.push(this.#second + START, turn);
        }
      }
    }
    while (this.#restarting.length > 0 && (this.#restarting[0] ?? 0) <= this.#second) {
      const [, node = 0] = this.#restarting.splice(0, 2);
      Object.assign(this.#nodeAt(node), { isUp: true, backlog: 0 });
    }
  }

  /** @param {number} index @param {number} spread seconds over which its clients come back */
  #takeDown(index, spread) {
    const node = this.#nodeAt(index);
    Object.assign(node, { isUp: false, connections: 0, backlog: 0, waiting: [] });
    for (let person = 0; person < this.#home.length; person += 1) {
      if (this.#home[person] !== index) continue;
      this.#home[person] = AWAY;
      const second = this.#second + 1 + Math.floor(this.#random() * spread);
      const list = this.#knocking.get(second);
      if (list === undefined) this.#knocking.set(second, [person]);
      else list.push(person);
    }
  }

  /** Those whose moment it is go to the node of their cell with the fewest connections. */
  #knock() {
    const people = this.#knocking.get(this.#second) ?? [];
    this.#knocking.delete(this.#second);
    for (const person of people) {
      const cell = Math.floor((person % this.#nodes.length) / this.nodesPerCell);
      let best;
      for (const node of this.#nodes.slice(cell * this.nodesPerCell, (cell + 1) * this.nodesPerCell)) {
        const held = node.connections + node.waiting.length;
        if (node.isUp && (best === undefined || held < best.connections + best.waiting.length)) best = node;
      }
      best?.waiting.push(person);
    }
    return people.length;
  }

  #writtenByCell() {
    const written = new Array(this.cells).fill(0);
    for (const node of this.#nodes) {
      const rate = (node.connections * this.#load.messagesPerUserHour) / 3600;
      written[node.cell] += poisson(rate * this.#factor(node.cell), this.#random);
    }
    return /** @type {number[]} */ (written);
  }

  /** @param {number} cell */
  #factor(cell) {
    const rush = this.#happenings.find(
      (one) => one.what === 'rush' && cell === 0 && one.at <= this.#second && this.#second < one.until,
    );
    return rush?.what === 'rush' ? rush.factor : 1;
  }

  /** What the second asks of one node. @param {{ cell: number, connections: number }} node @param {number[]} written */
  #work({ cell, connections }, written) {
    const costs = this.#costs;
    const all = written[cell] ?? 0;
    const share = connections / (this.#load.connected / this.cells);
    const messages = all * share;
    const deliveries = poisson(messages * this.#load.audience, this.#random);
    const writes = writesPerSecond({ messages: all, deliveries, connections, commitSeconds: costs.commitSeconds });
    const beats = (connections * 2) / 25;
    const usual = poisson((connections * this.#load.reconnectsPerUserHour) / 3600, this.#random);
    const cores =
      messages * costs.message +
      deliveries * costs.delivery +
      (writes + beats) * costs.write +
      (all - messages) * costs.heard +
      usual * costs.reconnect;
    return { cores, deliveries };
  }

  /** Lets in as many as half of a core can, and returns what that took. @param {number} index @param {{ connections: number, waiting: number[] }} node */
  #openDoor(index, node) {
    const most = Math.max(1, Math.floor(DOOR_SHARE / this.#costs.reconnect));
    const people = node.waiting.splice(0, most);
    for (const person of people) this.#home[person] = index;
    node.connections += people.length;
    return people.length * this.#costs.reconnect;
  }

  /** @param {number} index */
  #nodeAt(index) {
    const node = this.#nodes[index];
    if (node === undefined) throw new Error(`There is no node ${index}.`);
    return node;
  }
}

/**
 * Seconds that a message waits on a node with so much work in a second, beside its commit: an M/D/1 queue of slices of a
 * millisecond below the limit, the whole backlog above it.
 * @param {number} work @param {number} commitSeconds
 */
function delayOf(work, commitSeconds) {
  const slice = 0.001;
  if (work >= 1) return commitSeconds + (work - 1) + slice * 50;
  return commitSeconds + (slice * work) / (2 * (1 - Math.min(work, 0.99)));
}

/** A number drawn from the Poisson distribution; above 50 from the normal one that it comes near. @param {number} mean @param {() => number} random */
function poisson(mean, random) {
  if (mean <= 0) return 0;
  if (mean > 50) {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal));
  }
  const limit = Math.exp(-mean);
  let drawn = 0;
  for (let product = random(); product > limit; product *= random()) drawn += 1;
  return drawn;
}
