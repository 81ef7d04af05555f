import type { Conversation } from '../../core/conversations/conversation.ts';
import type { User } from '../../core/users/user.ts';
import type { Connection } from '../../realtime/connections/connection.ts';
import type { ReplicatedSet } from '../../realtime/nodes/replicated-set.ts';
import type { RootConnection } from '../dialect.ts';

/** A socket in a room. */
export interface Place {
  readonly connection: RootConnection;
  readonly room: Conversation;
  readonly user: User;
  readonly language: string;
  /** The last message its history held; undefined while the history is being read. */
  sinceSeq: number | undefined;
  /** Told once the history is there, as far as the history does not hold it. */
  waiting: { seq: number; tell: () => void }[];
}

interface Occupancy {
  room: Conversation;
  users: Map<string, Set<Place>>;
  /** Those of the people who are in, once somebody has asked and until somebody comes or goes. */
  languages: readonly string[] | undefined;
}

/** How somebody in a room is named in the set that nodes share. */
export interface Presence {
  roomId: string;
  userId: string;
}

/**
 * Who is in which room now. A person is in a room as long as one of their sockets is, on any node; the places are those of
 * this node’s sockets.
 */
export class RoomPresence {
  readonly #shared: ReplicatedSet;
  /** Who is in a room on other nodes. */
  readonly #elsewhere = new Map<string, Set<string>>();
  readonly #rooms = new Map<string, Occupancy>();
  readonly #places = new Map<Connection, Map<string, Place>>();

  /** `changed` hears who came first, or went last, on other nodes, unless they are in the room here. */
  constructor(shared: ReplicatedSet, changed: (who: Presence, present: boolean) => void) {
    this.#shared = shared;
    shared.onElsewhere((member, present) => {
      const who = toPresence(member);
      this.#noteElsewhere(who, present);
      if (this.placesOfUser(who.roomId, who.userId).length === 0) changed(who, present);
    });
  }

  /** true when this person was not in the room before. */
  enter(place: Place): boolean {
    const { connection, room, user } = place;
    this.leave(connection, room.id);
    const occupancy = this.#rooms.get(room.id) ?? { room, users: new Map<string, Set<Place>>(), languages: undefined };
    this.#rooms.set(room.id, occupancy);
    occupancy.languages = undefined;
    const places = this.#places.get(connection) ?? new Map<string, Place>();
    this.#places.set(connection, places);
    places.set(room.id, place);
    const own = occupancy.users.get(user.id);
    if (own !== undefined) {
      own.add(place);
      return false;
    }
    occupancy.users.set(user.id, new Set([place]));
    this.#shared.add(`${room.id} ${user.id}`);
    return !this.#isElsewhere(room.id, user.id);
  }

  /** The place that was left, and whether it was this person’s last in the room; undefined where the socket was not in. */
  leave(connection: Connection, roomId: string): { place: Place; wasLast: boolean } | undefined {
    const places = this.#places.get(connection);
    const place = places?.get(roomId);
    if (places === undefined || place === undefined) return undefined;
    places.delete(roomId);
    if (places.size === 0) this.#places.delete(connection);
    const occupancy = this.#rooms.get(roomId);
    if (occupancy !== undefined) occupancy.languages = undefined;
    const own = occupancy?.users.get(place.user.id);
    own?.delete(place);
    if (own?.size !== 0) return { place, wasLast: false };
    occupancy?.users.delete(place.user.id);
    this.#shared.remove(`${roomId} ${place.user.id}`);
    if (occupancy?.users.size === 0) this.#rooms.delete(roomId);
    return { place, wasLast: !this.#isElsewhere(roomId, place.user.id) };
  }

  placesOf(connection: Connection): Place[] {
    return [...(this.#places.get(connection)?.values() ?? [])];
  }

  find(connection: Connection, roomId: string): Place | undefined {
    return this.#places.get(connection)?.get(roomId);
  }

  placesOfUser(roomId: string, userId: string): Place[] {
    return [...(this.#rooms.get(roomId)?.users.get(userId) ?? [])];
  }

  isOccupied(roomId: string): boolean {
    return this.#rooms.has(roomId);
  }

  /** The room as it was when somebody entered it; undefined while nobody is in. */
  findRoom(roomId: string): Conversation | undefined {
    return this.#rooms.get(roomId)?.room;
  }

  /** How many people are in the room, on all nodes. */
  count(roomId: string): number {
    const here = this.#rooms.get(roomId)?.users;
    let count = here?.size ?? 0;
    for (const userId of this.#elsewhere.get(roomId) ?? []) if (here?.has(userId) !== true) count += 1;
    return count;
  }

  *places(roomId: string): Iterable<Place> {
    for (const places of this.#rooms.get(roomId)?.users.values() ?? []) yield* places;
  }

  /** The languages of those who are in the room, at most `limit`: who comes with ever new ones must not cost ever more. */
  languages(roomId: string, limit: number): readonly string[] {
    const occupancy = this.#rooms.get(roomId);
    if (occupancy === undefined) return [];
    occupancy.languages ??= [...new Set(Array.from(this.places(roomId), (place) => place.language))];
    return occupancy.languages.slice(0, limit);
  }

  #isElsewhere(roomId: string, userId: string): boolean {
    return this.#elsewhere.get(roomId)?.has(userId) === true;
  }

  #noteElsewhere({ roomId, userId }: Presence, present: boolean): void {
    const users = this.#elsewhere.get(roomId) ?? new Set();
    if (present) users.add(userId);
    else users.delete(userId);
    if (users.size === 0) this.#elsewhere.delete(roomId);
    else this.#elsewhere.set(roomId, users);
  }
}

function toPresence(member: string): Presence {
  const [roomId = '', userId = ''] = member.split(' ');
  return { roomId, userId };
}
