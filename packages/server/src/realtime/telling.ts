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
  excepted: ReadonlyMap<string, readonly number[]>;
}

/** Some events on their way to those who hear them: each edge presents them once, when one of its connections is among these. */
export class Telling {
  readonly #edges: readonly Edge[];
  readonly #events: readonly (DomainEvent | EphemeralEvent)[];
  readonly #words = new Map<string, Words>();
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
      const gaps = excepted.size === 0 ? undefined : excepted.get(connection.id);
      return gaps === undefined ? shared : without(shared, gaps);
    }
    const own: Frame[] = [];
    for (const { frame, only, except } of words.deliveries) {
      if (except !== connection.id && (only === undefined || only(connection))) own.push(frame);
    }
    return own;
  }

  #wordsOf(edge: string): Words {
    let words = this.#words.get(edge);
    if (words === undefined) {
      words = this.#present(edge);
      this.#words.set(edge, words);
    }
    this.#last = { edge, words };
    return words;
  }

  #present(name: string): Words {
    const edge = this.#edges.find((one) => one.name === name);
    const deliveries = edge === undefined ? [] : this.#events.flatMap((event) => edge.present(event));
    const excepted = new Map<string, number[]>();
    for (const [index, { except }] of deliveries.entries()) {
      if (except === undefined) continue;
      const gaps = excepted.get(except);
      if (gaps === undefined) excepted.set(except, [index]);
      else gaps.push(index);
    }
    const isShared = deliveries.every(({ only }) => only === undefined);
    return { deliveries, shared: isShared ? deliveries.map(({ frame }) => frame) : undefined, excepted };
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
