import type { Relay } from './relay.ts';
import { type Position, RelayFrame, toEventId } from './relay-frame.ts';

const TOPIC = 'relay published';

interface Published {
  eventType: string;
  data: unknown;
  /** Epoch milliseconds. */
  at: number;
  position: Position;
}

/**
 * Tells an event that is stored nowhere, on all nodes: to streams under its own type, to sockets as `notification`. Streams
 * that come back get it as long as it is among the last ones kept in memory.
 */
export function publish(relay: Relay, eventType: string, data: unknown): { id: string } {
  const at = relay.host.core.clock.now();
  const published = { eventType, data, at, position: { seq: relay.lastSeq, published: relay.published.next(at) } };
  tell(relay, published);
  relay.host.link.publish(TOPIC, published);
  return { id: toEventId(published.position) };
}

/** Tells here what other nodes publish. */
export function hearPublished(relay: Relay): void {
  relay.host.link.on(TOPIC, (body) => {
    const published = body as Published;
    relay.published.reach(published.position.published);
    tell(relay, published);
  });
}

function tell({ host, lobby, published }: Relay, { eventType, data, at, position }: Published): void {
  const parts = {
    event: 'notification',
    payload: { event_type: eventType, type: eventType, data, timestamp: new Date(at).toISOString() },
    streamEvent: eventType,
    streamPayload: data,
    position,
    isMessage: false,
  };
  // One that no socket hears: its bytes for those would keep everything in memory that was encoded beside them.
  published.keep(new RelayFrame(parts));
  const frame = new RelayFrame(parts);
  for (const connection of host.hub.ofConversation(lobby.conversation.id)) {
    if (connection.edge === 'relay') connection.send([frame], undefined);
  }
}
