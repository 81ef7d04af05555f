// @ts-check
import { performance } from 'node:perf_hooks';
import { Histogram } from '../statistics.mjs';

/** Stamps are kept for this many messages; a power of two so that the place of a number is one AND. */
const KEPT = 1 << 21;
const MASK = KEPT - 1;

/**
 * Times every message from the moment it was due to the moment each copy of it arrived. All stamps come from this one
 * process's clock, and a message carries only its number.
 */
export class Meter {
  /** When the bytes now being read arrived: taken once a read, not once a frame. */
  now = 0;
  delivery = new Histogram();
  ack = new Histogram();
  /** Arrivals since `beginWindow`, of whatever message. */
  windowDeliveries = 0;
  windowAcks = 0;
  /** When the last answer's bytes arrived. */
  lastAckAt = 0;
  duplicates = 0;
  refused = 0;
  /** The text of the first refusal, for the report. */
  refusal = '';
  closed = 0;
  /** Texts of messages in answers to those who come back. */
  marks = 0;
  #next = 0;
  #first = 0;
  #measuredFrom = Number.POSITIVE_INFINITY;
  #oldestOpen = 0;
  #dueAt = new Float64Array(KEPT);
  #arrivals = new Uint16Array(KEPT);
  #acks = new Uint8Array(KEPT);
  #deliveriesPerMessage = 1;
  #acked = false;
  /** @type {(() => void) | undefined} */
  #onAck;

  /** Forgets what came before. @param {number} deliveriesPerMessage @param {boolean} acked */
  begin(deliveriesPerMessage, acked) {
    this.delivery.clear();
    this.ack.clear();
    this.windowDeliveries = 0;
    this.windowAcks = 0;
    this.duplicates = 0;
    this.refused = 0;
    this.refusal = '';
    this.closed = 0;
    this.#first = this.#next;
    this.#oldestOpen = this.#next;
    this.#measuredFrom = Number.POSITIVE_INFINITY;
    this.#deliveriesPerMessage = deliveriesPerMessage;
    this.#acked = acked;
  }

  /** From here on messages count in the histograms. */
  beginWindow() {
    this.#measuredFrom = this.#next;
    this.windowDeliveries = 0;
    this.windowAcks = 0;
  }

  /** The number for a message that was due at `dueAt`. @param {number} dueAt */
  take(dueAt) {
    const number = this.#next++;
    const place = number & MASK;
    this.#dueAt[place] = dueAt;
    this.#arrivals[place] = 0;
    this.#acks[place] = 0;
    return number;
  }

  /** @param {number} number */
  delivered(number) {
    if (number < this.#first || number >= this.#next) return;
    const place = number & MASK;
    const arrivals = (this.#arrivals[place] ?? 0) + 1;
    this.#arrivals[place] = arrivals;
    this.windowDeliveries += 1;
    if (arrivals > this.#deliveriesPerMessage) this.duplicates += 1;
    if (number >= this.#measuredFrom) this.delivery.add(this.now - (this.#dueAt[place] ?? 0));
  }

  /** @param {number} number */
  acknowledged(number) {
    if (number < this.#first || number >= this.#next) return;
    const place = number & MASK;
    this.#acks[place] = 1;
    this.lastAckAt = this.now;
    this.windowAcks += 1;
    if (number >= this.#measuredFrom) this.ack.add(this.now - (this.#dueAt[place] ?? 0));
    this.#onAck?.();
  }

  /**
   * Until the next answer has come; rejects when none does within so many milliseconds. Asleep meanwhile: on the core of whoever
   * looks again and again, what the kernel does for a sync of the server's has to wait.
   * @param {number} within
   * @returns {Promise<void>}
   */
  nextAck(within) {
    return new Promise((resolve, reject) => {
      const giveUp = setTimeout(() => {
        this.#onAck = undefined;
        reject(new Error(`No answer within ${within} ms. ${this.refusal}`));
      }, within);
      this.#onAck = () => {
        this.#onAck = undefined;
        clearTimeout(giveUp);
        resolve();
      };
    });
  }

  /** @param {string} answer */
  refuse(answer) {
    this.refused += 1;
    if (this.refusal === '') this.refusal = answer.slice(0, 300);
  }

  get sent() {
    return this.#next - this.#first;
  }

  /** How long the oldest unfinished message has been due; 0 when all are finished. */
  oldestOpenAge() {
    while (this.#oldestOpen < this.#next && this.#isComplete(this.#oldestOpen)) this.#oldestOpen += 1;
    if (this.#oldestOpen === this.#next) return 0;
    return Math.max(0, performance.now() - (this.#dueAt[this.#oldestOpen & MASK] ?? 0));
  }

  /** Counts finished messages, and adds what never came to the histograms as the longest time there is. */
  settle() {
    let complete = 0;
    for (let number = this.#first; number < this.#next; number += 1) {
      if (this.#isComplete(number)) complete += 1;
      else if (number >= this.#measuredFrom) this.#addMissing(number & MASK);
    }
    return complete;
  }

  /** @param {number} place */
  #addMissing(place) {
    const missing = this.#deliveriesPerMessage - (this.#arrivals[place] ?? 0);
    if (missing > 0) this.delivery.add(Number.POSITIVE_INFINITY, missing);
    if (this.#acked && this.#acks[place] === 0) this.ack.add(Number.POSITIVE_INFINITY);
  }

  /** @param {number} number */
  #isComplete(number) {
    const place = number & MASK;
    return this.#arrivals[place] === this.#deliveriesPerMessage && (!this.#acked || this.#acks[place] === 1);
  }
}
