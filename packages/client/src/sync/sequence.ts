import type { WireEvent } from '@parlance/protocol';
import type { Draft } from './draft.ts';
import { applyEvent } from './reducer.ts';

export type Outcome = 'applied' | 'dropped' | 'held';

/**
 * Brings each conversation's events into the order of their positions: the next one is applied, an old one dropped,
 * one from beyond a hole held until the hole closes. Whatever order and however often they come, the result is the same.
 */
export class Sequence {
  readonly #held = new Map<string, Map<number, WireEvent>>();

  /** Applies the event if it is its turn, and then all held ones whose turn has come. */
  offer(draft: Draft, event: WireEvent): Outcome {
    const { conversation_id: id, pos } = event;
    if (id === undefined || pos === undefined) {
      applyEvent(draft, event);
      if (event.type === 'conversation.removed' && id !== undefined) this.forget(id);
      if (id !== undefined) this.drain(draft, id);
      return 'applied';
    }
    const local = draft.conversation(id)?.pos;
    if (local !== undefined && pos <= local) return 'dropped';
    if (local !== undefined && pos === local + 1) {
      applyEvent(draft, event);
      this.drain(draft, id);
      return 'applied';
    }
    this.#hold(id, pos, event);
    return 'held';
  }

  /** After the position moved in another way (a page, an answer): drops what is covered, applies what follows on. */
  drain(draft: Draft, id: string): void {
    const held = this.#held.get(id);
    if (held === undefined || draft.conversation(id) === undefined) return;
    for (const pos of [...held.keys()].sort((a, b) => a - b)) {
      const local = draft.conversation(id)?.pos ?? 0;
      if (pos > local + 1) break;
      const event = held.get(pos) as WireEvent;
      held.delete(pos);
      if (pos === local + 1) applyEvent(draft, event);
    }
    if (held.size === 0) this.#held.delete(id);
  }

  /** The conversations with events that wait, and the lowest position each waits at. */
  get waiting(): ReadonlyMap<string, number> {
    return new Map([...this.#held].map(([id, held]) => [id, Math.min(...held.keys())]));
  }

  get size(): number {
    return this.#held.size;
  }

  isWaiting(id: string): boolean {
    return this.#held.has(id);
  }

  forget(id: string): void {
    this.#held.delete(id);
  }

  clear(): void {
    this.#held.clear();
  }

  #hold(id: string, pos: number, event: WireEvent): void {
    const held = this.#held.get(id) ?? new Map<number, WireEvent>();
    held.set(pos, event);
    this.#held.set(id, held);
  }
}
