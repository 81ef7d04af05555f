import type { EphemeralEvent } from '../events.ts';

/** Where events go that are never stored. */
export interface Ephemera {
  publish(event: EphemeralEvent): void;
}
