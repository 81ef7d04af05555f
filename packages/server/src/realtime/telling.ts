import type { DomainEvent, EphemeralEvent } from '../core/events.ts';
import type { Connection } from './connections/connection.ts';
import type { Frame } from './connections/frame.ts';
import type { Delivery, Edge } from './edge.ts';

/** What an edge says of the events: to nearly all of its connections the same, or not. */
interface Words {
  deliveries: readonly Delivery[];
  /** The frames, where every connection gets all of them but those named in `excepted`. */
  shared: readonly Frame[] | undefined;
  /** By connection: which of them it does not get, in their order. */
  excepted: ReadonlyMap<string, readonly number[]> | undefined;
}

/** Some events on their way to those who hear them: each edge presents them once, when one of its connections is among these. */
export class Telling {
  readonly #edges: readonly Edge[];
  readonly #events: readonly (DomainEvent | EphemeralEvent)[];
  /** Where more than one edge was asked for. */
  #words: Map<string, Words> | undefined;
  /** Of the edge that was asked for last: most who hear a conversation are of one. */
  #last: { edge: string; words: Words } | undefined;

  constructor(edges: readonly Edge[], events: readonly (DomainEvent | EphemeralEvent)[]) {
    this.#edges = edges;
    this.#events = events;
  }

  /** The list may be that of other connections, too. */
  framesFor(connection: Connection): readonly Frame[] {
    const { edge } = connection;
    const words = this.#last?.edge === edge ? this.#last.words : this.#wordsOf(edge);
    const { shared, excepted } = words;
    if (shared !== undefined) {
      const gaps = excepted?.get(connection.id);
      return gaps === undefined ? shared : without(shared, gaps);
    }
    const own: Frame[] = [];
    for (const { frame, only, except } of words.deliveries) {
      if (except !== connection.id && (only === undefined || only(connection))) own.push(frame);
    }
    return own;
  }

  #wordsOf(edge: string): Words {
    const words = this.#words?.get(edge) ?? this.#present(edge);
    // The second edge is the first for which it pays to keep a list.
    if (this.#last !== undefined) this.#words ??= new Map([[this.#last.edge, this.#last.words]]);
    this.#words?.set(edge, words);
    this.#last = { edge, words };
    return words;
  }

  /** In one pass and with few objects: on a busy server most tellings are of one event for two people. */
  #present(name: string): Words {
    const edge = this.#edges.find((one) => one.name === name);
    const deliveries: Delivery[] = [];
    const frames: Frame[] = [];
    let isShared = true;
    let excepted: Map<string, number[]> | undefined;
    for (const event of this.#events) {
      for (const delivery of edge?.present(event) ?? []) {
        const { frame, only, except } = delivery;
        if (only !== undefined) isShared = false;
        if (except !== undefined) {
          excepted ??= new Map();
          const gaps = excepted.get(except);
          if (gaps === undefined) excepted.set(except, [frames.length]);
          else gaps.push(frames.length);
        }
        deliveries.push(delivery);
        frames.push(frame);
      }
    }
    return { deliveries, shared: isShared ? frames : undefined, excepted };
  }
}

/** All but those at these places. */
function without(frames: readonly Frame[], gaps: readonly number[]): readonly Frame[] {
  const left: Frame[] = [];
  let next = 0;
  for (const gap of [...gaps, frames.length]) {
    for (; next < gap; next += 1) left.push(frames[next] as Frame);
    next += 1;
  }
  return left;
}
