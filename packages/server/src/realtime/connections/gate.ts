import { performance } from 'node:perf_hooks';

/** Who has fewer requests under way than this is read before those who have more. */
const FEW = 4;
/** Requests of one connection that may be under way before no more of its are read. */
const MOST_OF_ONE = 16;
/**
 * The same of all connections together. With more, they live long enough to be moved to the old part of the heap, and its
 * collections hold everything up (bench/reports/2026-11-21-hot-path.md).
 */
const MOST_OF_ALL = 256;
/** From so many on, nobody is read: thousands who have few each would else be as many as a flood. */
const MOST_EVER = 320;
/**
 * A request counts among those of all for so many milliseconds, or up to twice as many: what takes longer waits for
 * somebody outside, such as a translation, and is nothing that others should wait for.
 */
const COUNTED = 250;
/** So many requests are taken in one turn of the event loop, and of one connection; what they began comes first then. */
const MOST_IN_A_TURN = 64;
const MOST_OF_ONE_IN_A_TURN = 8;
/** Milliseconds after which whoever has as many under way as it may is read on all the same: they wait for somebody outside, perhaps. */
const PATIENCE = 500;

/** What somebody has under way. */
const NONE = 0;
const SOME = 1;
const MANY = 2;
type Rank = typeof NONE | typeof SOME | typeof MANY;

/** A connection that is read in turns with others. */
export interface GatedReader {
  /** Its requests under way. */
  readonly underWay: number;
  /** The gate’s: in which turn it last took something, and how much. */
  turn: number;
  takenInTurn: number;
  /** Reads on after it was held; it may be held again at once. */
  readOn(): void;
}

/**
 * How much is read. What is not read yet waits at the client and in the system, where it costs nothing, and is read together
 * later; what is read lies in the heap until it has been answered, and delays what comes after it. Whoever has little under
 * way is read first, and the others in turns, so that a flood slows down those who make it.
 */
export class Gate {
  /** Of all connections, begun in this period and in the one before. */
  #young = 0;
  #old = 0;
  #period = 0;
  #periodEnds = 0;
  #turn = 0;
  #inTurn = 0;
  #scheduled = false;
  /** Those who wait, in the order in which they came: with nothing under way, with few, with many. The first come first. */
  readonly #held: [GatedReader[], GatedReader[], GatedReader[]] = [[], [], []];
  #isServing = false;
  #isPatient = true;
  #patience: NodeJS.Timeout | undefined;

  /** Whether one request more is read of a connection. */
  mayRead(reader: GatedReader): boolean {
    const own = reader.underWay;
    // Behind those who came before: else whoever is held once would be overtaken for as long as the server is busy.
    if (own < FEW) return this.#young + this.#old < MOST_EVER && (this.#isServing || !this.#isHolding(rankOf(own)));
    const taken = reader.turn === this.#turn ? reader.takenInTurn : 0;
    return (own < MOST_OF_ONE || !this.#isPatient) && taken < MOST_OF_ONE_IN_A_TURN && !this.#isFull();
  }

  /** It takes one. */
  took(reader: GatedReader): void {
    if (reader.turn !== this.#turn) {
      reader.turn = this.#turn;
      reader.takenInTurn = 0;
    }
    reader.takenInTurn += 1;
  }

  /** A request begins; the answer is for `finished`. */
  began(): number {
    this.#young += 1;
    this.#inTurn += 1;
    this.#schedule();
    return this.#period;
  }

  finished(began: number): void {
    if (began === this.#period) this.#young -= 1;
    else if (began === this.#period - 1) this.#old -= 1;
    if (this.#isHolding(MANY)) this.#schedule();
  }

  /** Has it read on when it may: in turns with the others that wait. */
  hold(reader: GatedReader): void {
    this.#held[rankOf(reader.underWay)].push(reader);
    this.#schedule();
    this.#patience ??= setTimeout(this.#losePatience, PATIENCE).unref();
  }

  readonly #losePatience = (): void => {
    this.#patience = undefined;
    if (!this.#isHolding(MANY)) return;
    this.#isPatient = false;
    this.#nextTurn();
    this.#isPatient = true;
    if (this.#isHolding(MANY)) this.#patience ??= setTimeout(this.#losePatience, PATIENCE).unref();
  };

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(this.#nextTurn);
  }

  readonly #nextTurn = (): void => {
    this.#scheduled = false;
    this.#turn += 1;
    this.#inTurn = 0;
    this.#age();
    this.#moveOn(SOME);
    this.#moveOn(MANY);
    this.#serve(NONE);
    this.#serve(SOME);
    const waiting = this.#held[MANY];
    if (waiting.length === 0) return;
    this.#held[MANY] = [];
    for (const [index, reader] of waiting.entries()) {
      if (this.#isFull()) {
        this.#held[MANY] = [...waiting.slice(index), ...this.#held[MANY]];
        return;
      }
      if (this.mayRead(reader)) reader.readOn();
      // No turn for it: what it waits for calls one.
      else this.#held[MANY].push(reader);
    }
  };

  /** Who has less under way than when it was held: while thousands keep the gate full, others are not read. */
  #moveOn(rank: typeof SOME | typeof MANY): void {
    const waiting = this.#held[rank];
    const most = Math.min(waiting.length, MOST_IN_A_TURN);
    let staying = 0;
    for (let index = 0; index < most; index += 1) {
      const reader = waiting[index] as GatedReader;
      const now = rankOf(reader.underWay);
      if (now < rank) this.#held[now].push(reader);
      else {
        waiting[staying] = reader;
        staying += 1;
      }
    }
    waiting.splice(staying, most - staying);
  }

  #serve(rank: typeof NONE | typeof SOME): void {
    const waiting = this.#held[rank];
    if (waiting.length === 0) return;
    this.#held[rank] = [];
    this.#isServing = true;
    let served = 0;
    while (served < waiting.length && this.#young + this.#old < MOST_EVER && this.#inTurn < MOST_IN_A_TURN) {
      waiting[served]?.readOn();
      served += 1;
    }
    this.#isServing = false;
    if (served < waiting.length) this.#held[rank] = [...waiting.slice(served), ...this.#held[rank]];
  }

  /** Whether somebody of this rank or a lower one waits. */
  #isHolding(rank: Rank): boolean {
    for (let index = 0; index <= rank; index += 1) if (this.#held[index]?.length !== 0) return true;
    return false;
  }

  #age(): void {
    const now = performance.now();
    if (now < this.#periodEnds) return;
    this.#periodEnds = now + COUNTED;
    this.#period += 1;
    this.#old = this.#young;
    this.#young = 0;
  }

  #isFull(): boolean {
    return this.#young + this.#old >= MOST_OF_ALL || this.#inTurn >= MOST_IN_A_TURN;
  }
}

function rankOf(underWay: number): Rank {
  if (underWay === 0) return NONE;
  return underWay < FEW ? SOME : MANY;
}
