import { openLobby } from '../../core/lobby/lobby.ts';
import type { Dialect } from '../dialect.ts';
import { LobbyFeed } from './feed.ts';
import { makeEdge } from './outbound.ts';
import { hearPublished } from './publish.ts';
import { PublishedEvents } from './published-events.ts';
import type { Relay } from './relay.ts';
import { mountRest } from './rest.ts';
import { mountSocket } from './socket.ts';

export const relay: Dialect = {
  name: 'relay',
  opens: 'one lobby that anybody may read and write to without an account while PASSWORDLESS allows it',
  async mount(host) {
    const lobby = await openLobby(host.core);
    const current = await host.core.store.conversations.find(lobby.conversation.id);
    const parts: Relay = {
      host,
      lobby,
      published: new PublishedEvents(host.core.clock.now()),
      pending: new Map(),
      lastSeq: current?.lastSeq ?? 0,
    };
    const feed = new LobbyFeed(parts);
    hearPublished(parts);
    mountRest(parts, feed);
    mountSocket(parts);
    return makeEdge(parts, feed);
  },
};
