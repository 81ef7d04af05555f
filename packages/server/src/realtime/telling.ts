import type { DomainEvent, EphemeralEvent } from '../core/events.ts';
import type { Connection } from './connections/connection.ts';
import type { Frame } from './connections/frame.ts';
import type { Delivery, Edge } from './edge.ts';

/** What an edge says of the events: to nearly all of its connections the same, or not. */
interface Words {
  deliveries: readonly Delivery[];
  /** The frames, where every connection gets all of them but those named in `excepted`. */
  shared: readonly Frame[] | undefined;
  excepted: ReadonlySet<string>;
}

/** Some events on their way to those who hear them: each edge presents them once, when one of its connections is among these. */
export class Telling {
  readonly #edges: readonly Edge[];
  readonly #events: readonly (DomainEvent | EphemeralEvent)[];
  readonly #words = new Map<string, Words>();

  constructor(edges: readonly Edge[], events: readonly (DomainEvent | EphemeralEvent)[]) {
    this.#edges = edges;
    this.#events = events;
  }

  /** The list may be that of other connections, too. */
  framesFor(connection: Connection): readonly Frame[] {
    let words = this.#words.get(connection.edge);
    if (words === undefined) {
      words = this.#present(connection.edge);
      this.#words.set(connection.edge, words);
    }
    if (words.shared !== undefined && !words.excepted.has(connection.id)) return words.shared;
    const own: Frame[] = [];
    for (const { frame, only, except } of words.deliveries) {
      if (except !== connection.id && (only === undefined || only(connection))) own.push(frame);
    }
    return own;
  }

  #present(name: string): Words {
    const edge = this.#edges.find((one) => one.name === name);
    const deliveries = edge === undefined ? [] : this.#events.flatMap((event) => edge.present(event));
    const excepted = new Set<string>();
    for (const { except } of deliveries) if (except !== undefined) excepted.add(except);
    const isShared = deliveries.every(({ only }) => only === undefined);
    return { deliveries, shared: isShared ? deliveries.map(({ frame }) => frame) : undefined, excepted };
  }
}
