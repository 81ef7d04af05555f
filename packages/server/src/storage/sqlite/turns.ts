interface Waiting<Item> {
  item: Item;
  /** Its place in the order of arrival. */
  number: number;
}

/** What waits under one key, in the order in which it came; `next` is the first that was not taken. */
interface Lane<Item> {
  key: string;
  waiting: Waiting<Item>[];
  next: number;
  /** How many the batch that is being put together has of it. */
  taken: number;
}

/**
 * A queue in which keys take turns: where more waits than is taken at once, each key gives one after the other, so that a
 * key with thousands waiting delays another by one batch at most. Within a key, first come is first served; what is taken
 * together is in the order in which it came.
 */
export class Turns<Item> {
  #lanes = new Map<string, Lane<Item>>();
  /** Lanes with something waiting, those whose turn is next in front. */
  #round: Lane<Item>[] = [];
  #number = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(key: string, item: Item): void {
    const waiting = { item, number: this.#number };
    const lane = this.#lanes.get(key);
    if (lane === undefined) {
      // Written as a list of one: most keys never have two waiting, and an empty list grows by seventeen places.
      const made = { key, waiting: [waiting], next: 0, taken: 0 };
      this.#lanes.set(key, made);
      this.#round.push(made);
    } else lane.waiting.push(waiting);
    this.#number += 1;
    this.#size += 1;
  }

  /** Takes up to `most` items, of one key at most `share` of them. */
  take(most: number, share: number): Item[] {
    const batch: Waiting<Item>[] = [];
    let round = this.#round;
    // These have had all they may have of this batch, and are the last in the next.
    const satisfied: Lane<Item>[] = [];
    while (round.length > 0 && batch.length < most) {
      const again: Lane<Item>[] = [];
      let at = 0;
      for (; at < round.length && batch.length < most; at += 1) {
        const lane = round[at] as Lane<Item>;
        batch.push(lane.waiting[lane.next] as Waiting<Item>);
        lane.next += 1;
        lane.taken += 1;
        if (lane.next === lane.waiting.length) continue;
        if (lane.taken >= share) satisfied.push(lane);
        else again.push(lane);
      }
      round = at < round.length ? [...round.slice(at), ...again] : again;
    }
    this.#round = [...round, ...satisfied];
    for (const lane of this.#round) settle(lane);
    this.#size -= batch.length;
    if (this.#size === 0) this.#number = 0;
    // A new one instead of deletions: see Gateway.
    this.#lanes = new Map(this.#round.map((lane) => [lane.key, lane]));
    return batch.sort((one, other) => one.number - other.number).map(({ item }) => item);
  }

  /** Takes everything, in the order in which it came. */
  takeAll(): Item[] {
    return this.take(this.#size, this.#size);
  }
}

/** Readies a lane for the next batch. What was taken is let go only now and then: cutting it off each time costs its length. */
function settle<Item>(lane: Lane<Item>): void {
  lane.taken = 0;
  if (lane.next < 1024 && lane.next * 2 < lane.waiting.length) return;
  lane.waiting = lane.waiting.slice(lane.next);
  lane.next = 0;
}
