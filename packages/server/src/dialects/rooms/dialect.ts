import { ensureRoom } from '../../core/conversations/ensure-room.ts';
import { ReplicatedSet } from '../../realtime/nodes/replicated-set.ts';
import type { Dialect } from '../dialect.ts';
import { Announced } from './announced.ts';
import { RoomDelivery } from './delivery.ts';
import { tellElsewhere } from './join.ts';
import { MessageLimit } from './message-limit.ts';
import { makeEdge } from './outbound.ts';
import { RoomPresence } from './presence.ts';
import { mountRest } from './rest.ts';
import type { Rooms } from './rooms.ts';
import { mountSocket } from './socket.ts';

/** There from the start, and nobody’s. */
const standing = [
  { slug: 'general', name: 'general' },
  { slug: 'tech', name: 'tech' },
  { slug: 'random', name: 'random' },
];

export const rooms: Dialect = {
  name: 'rooms',
  opens: 'public rooms with translation and moderation flags, entered by a bare user name while PASSWORDLESS allows it',
  async mount(host) {
    for (const room of standing) await ensureRoom(host.core, room);
    const presence = new RoomPresence(new ReplicatedSet(host.link, 'rooms'), (who, present) =>
      tellElsewhere(parts, who, present),
    );
    const { roomMessages, roomWindow } = host.settings;
    const parts: Rooms = {
      host,
      presence,
      delivery: new RoomDelivery(host, presence),
      limit: new MessageLimit(host.core.clock, host.link, { messages: roomMessages, window: roomWindow }),
      entering: new Set(),
      announced: new Announced(host.core.clock),
    };
    mountRest(parts);
    mountSocket(parts);
    return makeEdge(parts);
  },
};
