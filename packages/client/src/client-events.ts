import type { SyncPage, WireEvent } from '@parlance/protocol';

/** What `client.on` tells, for programs that want to see the stream itself. */
export interface ClientEvents {
  /** Each event as it came in, before it is applied; one may come twice. */
  event: WireEvent;
  /** Each page of sync, after it is applied. */
  page: SyncPage;
  /** A conversation now stands at `pos`. */
  applied: { conversation_id: string; pos: number };
  /** Changes between two positions did not arrive by themselves and are being asked for. */
  gap: { conversation_id: string; after: number; before: number };
}
