/** Requests of one connection that may be under way before no more of its are read. */
const MOST_OF_ONE = 64;
/** The same of all connections together: more would wait in memory for the next commits but one. */
const MOST_OF_ALL = 1024;
/** So many requests are taken in one turn of the event loop; what they began comes first then. */
const MOST_IN_A_TURN = 64;

/** A connection of which no more is read for now. */
export interface HeldReader {
  /** Its requests under way. */
  readonly underWay: number;
  /** Reads on; it may be held again at once. */
  readOn(): void;
}

/**
 * How much is read. What is not read yet waits at the client and in the system, where it costs nothing; what is read lies in
 * the heap until it has been answered, and delays what comes after it. Whoever has nothing under way is always read, so that
 * a flood slows down those who make it.
 */
export class Gate {
  #underWay = 0;
  #inTurn = 0;
  #scheduled = false;
  #held: HeldReader[] = [];

  /** Whether one request more is read of a connection that has `own` under way. */
  mayRead(own: number): boolean {
    if (own === 0) return true;
    return own < MOST_OF_ONE && this.#underWay < MOST_OF_ALL && this.#inTurn < MOST_IN_A_TURN;
  }

  began(): void {
    this.#underWay += 1;
    this.#inTurn += 1;
    this.#schedule();
  }

  finished(): void {
    this.#underWay -= 1;
    if (this.#held.length > 0) this.#schedule();
  }

  /** Has it read on when it may: in turns with the others that wait. */
  hold(reader: HeldReader): void {
    this.#held.push(reader);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(this.#nextTurn);
  }

  readonly #nextTurn = (): void => {
    this.#scheduled = false;
    this.#inTurn = 0;
    const waiting = this.#held;
    if (waiting.length === 0) return;
    this.#held = [];
    for (const [index, reader] of waiting.entries()) {
      if (this.#isFull()) {
        this.#held = [...waiting.slice(index), ...this.#held];
        return;
      }
      if (this.mayRead(reader.underWay)) reader.readOn();
      else this.#held.push(reader);
    }
  };

  #isFull(): boolean {
    return this.#underWay >= MOST_OF_ALL || this.#inTurn >= MOST_IN_A_TURN;
  }
}
