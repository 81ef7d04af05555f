import type { CommittedBatch, DomainEvent } from '../../core/events.ts';

const MOST = 50_000;

/**
 * Events that tell a whole state anew and have no place in a conversation, such as an account’s. Told in the wrong order
 * the older would overwrite the newer, so one that comes late is left out: the newer has told all of it.
 */
export class NewestStates {
  readonly #orders = new Map<string, number>();

  /** The batch without what is out of date. */
  filter(batch: CommittedBatch): CommittedBatch {
    const { order } = batch;
    if (order === undefined || batch.events.every((event) => stateOf(event) === undefined)) return batch;
    return { ...batch, events: batch.events.filter((event) => this.#isNews(event, order)) };
  }

  #isNews(event: DomainEvent, order: number): boolean {
    const state = stateOf(event);
    if (state === undefined) return true;
    if ((this.#orders.get(state) ?? 0) > order) return false;
    if (this.#orders.size >= MOST) this.#orders.clear();
    this.#orders.set(state, order);
    return true;
  }
}

function stateOf(event: DomainEvent): string | undefined {
  switch (event.type) {
    case 'account.updated':
    case 'user.updated':
      return `${event.type} ${event.user.id}`;
    case 'block.updated':
      return `${event.type} ${event.userId}`;
    case 'membership.updated':
      return `${event.type} ${event.userId} ${event.own.conversation.id}`;
    default:
      return undefined;
  }
}
