import type { Relay } from './relay.ts';
import { RelayFrame, toEventId } from './relay-frame.ts';

/**
 * Tells an event that is stored nowhere: to streams under its own type, to sockets as `notification`. Streams that come
 * back get it as long as it is among the last ones kept in memory.
 */
export function publish(relay: Relay, eventType: string, data: unknown): { id: string } {
  const { host, lobby, published } = relay;
  const now = host.core.clock.now();
  const position = { seq: relay.lastSeq, published: published.next(now) };
  const frame = new RelayFrame({
    event: 'notification',
    payload: { event_type: eventType, type: eventType, data, timestamp: new Date(now).toISOString() },
    streamEvent: eventType,
    streamPayload: data,
    position,
    isMessage: false,
  });
  published.keep(frame);
  for (const connection of host.hub.ofConversation(lobby.conversation.id)) {
    if (connection.edge === 'relay') connection.send([frame], undefined);
  }
  return { id: toEventId(position) };
}
