import type { CommittedBatch, DomainEvent } from '../../core/events.ts';

/** How long a batch waits for one with an earlier number; past that the other was another process’s. */
const LONGEST_WAIT = 50;

/**
 * Commits of one conversation are answered on several connections, so their answers can arrive out of order.
 * Puts batches back in the order of their conversations’ dense numbers before anybody is told.
 */
export class InOrder {
  readonly #tell: (batch: CommittedBatch) => void;
  readonly #lastTold = new Map<string, number>();
  #held: CommittedBatch[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(tell: (batch: CommittedBatch) => void) {
    this.#tell = tell;
  }

  add(batch: CommittedBatch): void {
    if (!this.#isNext(batch)) {
      this.#held.push(batch);
      this.#timer ??= setTimeout(() => this.flush(), LONGEST_WAIT);
      return;
    }
    this.#pass(batch);
    this.#release();
  }

  /** Tells everything that waits, lowest numbers first. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const held = this.#held;
    this.#held = [];
    for (const batch of held.toSorted((one, other) => firstPos(one) - firstPos(other))) this.#pass(batch);
  }

  #release(): void {
    for (let moved = true; moved; ) {
      moved = false;
      for (const [index, batch] of this.#held.entries()) {
        if (!this.#isNext(batch)) continue;
        this.#held.splice(index, 1);
        this.#pass(batch);
        moved = true;
        break;
      }
    }
    if (this.#held.length === 0) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
    }
  }

  #isNext(batch: CommittedBatch): boolean {
    const firsts = new Map<string, number>();
    for (const event of batch.events) {
      const place = placeOf(event);
      if (place === undefined) continue;
      const known = firsts.get(place.conversationId);
      if (known === undefined || place.pos < known) firsts.set(place.conversationId, place.pos);
    }
    for (const [conversationId, pos] of firsts) {
      const last = this.#lastTold.get(conversationId);
      if (last !== undefined && pos > last + 1) return false;
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
    // Only conversations in motion matter; forgetting the rest costs at most one unneeded wait.
    if (this.#lastTold.size > 50_000) this.#lastTold.clear();
    this.#tell(batch);
  }
}

function firstPos(batch: CommittedBatch): number {
  for (const event of batch.events) {
    const place = placeOf(event);
    if (place !== undefined) return place.pos;
  }
  return 0;
}

function placeOf(event: DomainEvent): { conversationId: string; pos: number } | undefined {
  if (!('conversation' in event) || event.type === 'conversation.removed') return undefined;
  return { conversationId: event.conversation.id, pos: event.conversation.lastPos };
}
