/** So many events of one socket are under way at most, however fast it speaks. */
const MOST_UNDER_WAY = 64;

/** Where one event of a socket stands among the others. */
export interface Turn {
  /** Settles when all that was said earlier is finished; undefined where nothing is under way. */
  readonly earlier: Promise<void> | undefined;
  /** What is left to do keeps its order by itself: the next event may begin. Without it, that waits for the end. */
  readonly handOver: () => void;
}

/**
 * The events of one socket, begun in the order in which it said them: what a client says first happens first. Most of the
 * life of a message is the wait for the disk, and the store keeps what it was given in order, so a socket that says much
 * has many on their way there; one at a time, everybody would have one message in each commit at most.
 */
export class EventOrder {
  /** Settles when the next may begin; undefined: at once. */
  #free: Promise<void> | undefined;
  /** Settles when all that was begun is finished. */
  #finished: Promise<void> | undefined;
  #underWay = 0;

  /** `work` must not reject. */
  add(work: (turn: Turn) => Promise<void>): void {
    const earlier = this.#finished;
    const before = this.#underWay < MOST_UNDER_WAY ? this.#free : earlier;
    let resolve: (() => void) | undefined;
    const free = new Promise<void>((settle) => {
      resolve = settle;
    });
    const handOver = (): void => {
      if (this.#free === free) this.#free = undefined;
      resolve?.();
    };
    const turn = { earlier, handOver };
    this.#free = free;
    this.#underWay += 1;
    const finished = (before === undefined ? work(turn) : before.then(() => work(turn))).then(() => {
      handOver();
      this.#underWay -= 1;
      if (this.#finished === finished) this.#finished = undefined;
    });
    this.#finished = finished;
  }
}
