import type { Conversation } from '../../core/conversations/conversation.ts';
import type { User } from '../../core/users/user.ts';
import type { Connection } from '../../realtime/connections/connection.ts';
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
}

/** Who is in which room now, by the sockets of this process. A person is in a room as long as one of their sockets is. */
export class RoomPresence {
  readonly #rooms = new Map<string, Occupancy>();
  readonly #places = new Map<Connection, Map<string, Place>>();

  /** true when this person was not in the room before. */
  enter(place: Place): boolean {
    const { connection, room, user } = place;
    this.leave(connection, room.id);
    const occupancy = this.#rooms.get(room.id) ?? { room, users: new Map<string, Set<Place>>() };
    this.#rooms.set(room.id, occupancy);
    const places = this.#places.get(connection) ?? new Map<string, Place>();
    this.#places.set(connection, places);
    places.set(room.id, place);
    const own = occupancy.users.get(user.id);
    if (own !== undefined) {
      own.add(place);
      return false;
    }
    occupancy.users.set(user.id, new Set([place]));
    return true;
  }

  /** The place that was left, and whether it was this person’s last in the room; undefined where the socket was not in. */
  leave(connection: Connection, roomId: string): { place: Place; wasLast: boolean } | undefined {
    const places = this.#places.get(connection);
    const place = places?.get(roomId);
    if (places === undefined || place === undefined) return undefined;
    places.delete(roomId);
    if (places.size === 0) this.#places.delete(connection);
    const occupancy = this.#rooms.get(roomId);
    const own = occupancy?.users.get(place.user.id);
    own?.delete(place);
    const wasLast = own?.size === 0;
    if (wasLast) occupancy?.users.delete(place.user.id);
    if (occupancy?.users.size === 0) this.#rooms.delete(roomId);
    return { place, wasLast };
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

  /** How many people are in the room. */
  count(roomId: string): number {
    return this.#rooms.get(roomId)?.users.size ?? 0;
  }

  *places(roomId: string): Iterable<Place> {
    for (const places of this.#rooms.get(roomId)?.users.values() ?? []) yield* places;
  }

  /** The languages of those who are in the room, at most `limit`: who comes with ever new ones must not cost ever more. */
  languages(roomId: string, limit: number): string[] {
    const languages = new Set<string>();
    for (const place of this.places(roomId)) {
      languages.add(place.language);
      if (languages.size === limit) break;
    }
    return [...languages];
  }
}
