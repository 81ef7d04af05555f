import type { Edge } from '../../realtime/edge.ts';
import type { LobbyFeed } from './feed.ts';
import type { Relay } from './relay.ts';

/** This dialect’s words for what happens: the lobby’s messages, and nothing of any other conversation. */
export function makeEdge(relay: Relay, feed: LobbyFeed): Edge {
  const roomId = relay.lobby.conversation.id;
  return {
    name: 'relay',
    hear(event) {
      if (event.type === 'message.sent' && event.conversation.id === roomId) feed.note(event.message);
    },
    present: (event) => (event.type === 'message.sent' && event.conversation.id === roomId ? feed.present(event) : []),
  };
}
