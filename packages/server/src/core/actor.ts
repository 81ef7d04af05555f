/**
 * Who acts. Every core action takes one; only `core/sessions/authenticate.ts` and bots' own code make them, and
 * `realtime/nodes/` from what another node has authenticated and signed.
 */
declare const made: unique symbol;

export interface Actor {
  readonly userId: string;
  /** The session the request came with; null for the server's own bots. */
  readonly sessionId: string | null;
  readonly kind: 'person' | 'guest' | 'bot';
  readonly [made]: true;
}

export function makeActor(userId: string, sessionId: string | null, kind: Actor['kind']): Actor {
  return { userId, sessionId, kind } as Actor;
}
