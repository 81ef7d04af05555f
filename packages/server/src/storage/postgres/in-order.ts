import type { CommittedBatch, DomainEvent } from '../../core/events.ts';

/** Conversations whose place is remembered. Forgetting costs an unneeded look at the database for each. */
const MOST_PLACES = 50_000;

/**
 * Commits of one conversation are answered on several connections and written by several nodes, so word of them comes
 * out of order. Puts batches back in the order of their conversations’ dense numbers before anybody is told: what comes
 * early is held until those before it have come, or until the database has been looked at (`settle`).
 */
export class InOrder {
  readonly #tell: (batch: CommittedBatch) => void;
  readonly #lastTold = new Map<string, number>();
  #held: CommittedBatch[] = [];

  constructor(tell: (batch: CommittedBatch) => void) {
    this.#tell = tell;
  }

  /** What waits for those before it. */
  get held(): readonly CommittedBatch[] {
    return this.#held;
  }

  /** `alone`: nothing else is being written, here or elsewhere, so a conversation of which nothing was told yet has nothing to wait for. */
  add(batch: CommittedBatch, alone: boolean): void {
    if (!this.#isNext(batch, alone)) {
      this.#held.push(batch);
      return;
    }
    this.#pass(batch);
    this.#release();
  }

  /**
   * The database was looked at: `found` is what it holds beyond what was known, and `due` was held before the look. What
   * either of them waits for has been told, or is among them; so all are told, in the order of their commits.
   */
  settle(found: readonly CommittedBatch[], due: readonly CommittedBatch[]): void {
    const numbers = new Set([...found, ...due].map((batch) => batch.gpos));
    // One of them can have been told, or come twice, while the database was asked.
    const settled = new Map(found.map((batch) => [batch.gpos, batch]));
    for (const batch of this.#held) if (numbers.has(batch.gpos)) settled.set(batch.gpos, batch);
    if (settled.size === 0) return;
    this.#held = this.#held.filter((batch) => !numbers.has(batch.gpos));
    for (const batch of [...settled.values()].sort(byOrder)) this.#pass(batch);
    this.#release();
  }

  /** Tells everything that is held. */
  flush(): void {
    this.settle([], this.#held);
  }

  #release(): void {
    for (let moved = true; moved; ) {
      moved = false;
      for (const [index, batch] of this.#held.entries()) {
        if (!this.#isNext(batch, false)) continue;
        this.#held.splice(index, 1);
        this.#pass(batch);
        moved = true;
        break;
      }
    }
  }

  #isNext(batch: CommittedBatch, alone: boolean): boolean {
    const firsts = new Map<string, number>();
    for (const event of batch.events) {
      const place = placeOf(event);
      if (place === undefined) continue;
      const known = firsts.get(place.conversationId);
      if (known === undefined || place.pos < known) firsts.set(place.conversationId, place.pos);
    }
    for (const [conversationId, pos] of firsts) {
      const last = this.#lastTold.get(conversationId) ?? (alone || pos === 1 ? pos : 0);
      if (pos > last + 1) return false;
    }
    return true;
  }

  #pass(batch: CommittedBatch): void {
    for (const event of batch.events) {
      const place = placeOf(event);
      if (place === undefined) continue;
      const last = this.#lastTold.get(place.conversationId) ?? 0;
      if (place.pos > last) this.#lastTold.set(place.conversationId, place.pos);
    }
    if (this.#lastTold.size > MOST_PLACES) this.#lastTold.clear();
    this.#tell(batch);
  }
}

/** Commit order where it is known, else the order of the conversations’ numbers. */
function byOrder(one: CommittedBatch, other: CommittedBatch): number {
  if (one.order !== undefined && other.order !== undefined) return one.order - other.order;
  return firstPos(one) - firstPos(other);
}

function firstPos(batch: CommittedBatch): number {
  for (const event of batch.events) {
    const place = placeOf(event);
    if (place !== undefined) return place.pos;
  }
  return 0;
}

/** Where the event stands in its conversation; its own beginning for who was added has the place of what added them. */
function placeOf(event: DomainEvent): { conversationId: string; pos: number } | undefined {
  if (event.type === 'conversation.added') {
    const { conversation } = event.own;
    return { conversationId: conversation.id, pos: conversation.lastPos };
  }
  if (!('conversation' in event) || event.type === 'conversation.removed') return undefined;
  return { conversationId: event.conversation.id, pos: event.conversation.lastPos };
}
