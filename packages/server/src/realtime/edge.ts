import type { DomainEvent, EphemeralEvent } from '../core/events.ts';
import type { Connection } from './connections/connection.ts';
import type { Frame } from './connections/frame.ts';

/** A frame, and which of the edge’s connections in the audience get it; without `only` or `except`, all of them. */
export interface Delivery {
  frame: Frame;
  only?: (connection: Connection) => boolean;
  /** The id of the one connection that does not get it, such as the sender’s: then the others still share one list. */
  except?: string | undefined;
}

/** A way to talk to clients: v1 or a dialect. */
export interface Edge {
  readonly name: string;
  /** For what an edge does beside telling, such as reading more first: called for every event, whoever listens. */
  hear?(event: DomainEvent | EphemeralEvent): void;
  /**
   * Presents an event once, in this edge’s own words, when one of its connections is in the audience; an empty list means
   * that its clients have no word for it.
   */
  present(event: DomainEvent | EphemeralEvent): readonly Delivery[];
  /**
   * For dialects whose clients learn of presence in their own ways: further connections that hear an event beyond its
   * audience, within what the edge’s own rules allow.
   */
  alsoHears?(event: DomainEvent | EphemeralEvent): Iterable<Connection>;
}
