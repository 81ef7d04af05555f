import { eventClasses } from '@parlance/protocol';
import type { CommittedBatch, DomainEvent, EphemeralEvent, PresenceEvent } from '../core/events.ts';
import type { Ephemera } from '../core/ports/ephemera.ts';
import { type Audience, audienceOf } from './audience.ts';
import type { Connection } from './connections/connection.ts';
import type { Frame } from './connections/frame.ts';
import type { Edge } from './edge.ts';
import type { Hub } from './hub.ts';
import { Telling } from './telling.ts';

/** Turns a frontier into the sync token that clients keep. */
export type TokenMaker = (gpos: number) => string;

/** Who hears of whose presence. */
export interface Watch {
  /** Looks again who may, then has the change told as they may hear it; nobody is told where that fails. Never throws. */
  review(event: PresenceEvent, tell: (shown: PresenceEvent) => void): Promise<void>;
  /** All of them, or those of one person. */
  connectionsWatching(userId: string, onlyUserId?: string): Iterable<Connection>;
}

/** Committed batch → audience → edges → one write per connection. */
export class Gateway implements Ephemera {
  readonly #hub: Hub;
  readonly #edges: readonly Edge[];
  readonly #makeToken: TokenMaker;
  readonly #watch: Watch;
  /** By person: the changes of presence that are on their way, one after the other. */
  readonly #presences = new Map<string, Promise<void>>();
  /** What each connection gets at the next flush. The lists may be shared between connections and are never changed. */
  #frames = new Map<Connection, readonly Frame[]>();
  /** Events of one conversation in a row, for all who hear it: they are addressed together. */
  #run: (DomainEvent | EphemeralEvent)[] = [];
  #runConversation = '';
  #frontier = 0;
  #token: string;
  /** Connections that heard something the token did not yet include. */
  readonly #owed = new Set<Connection>();
  #liveFrame: (token: string) => Frame;
  #passOn: ((event: EphemeralEvent) => void) | undefined;

  constructor(parts: {
    hub: Hub;
    edges: readonly Edge[];
    frontier: number;
    makeToken: TokenMaker;
    liveFrame: (token: string) => Frame;
    watch: Watch;
  }) {
    this.#hub = parts.hub;
    this.#edges = parts.edges;
    this.#makeToken = parts.makeToken;
    this.#watch = parts.watch;
    this.#liveFrame = parts.liveFrame;
    this.#frontier = parts.frontier;
    this.#token = parts.makeToken(parts.frontier);
    this.#hub.beforeChange(() => this.#endRun());
  }

  /** The newest token: everything it includes has been sent to every connection that may hear it. */
  get token(): string {
    return this.#token;
  }

  /** The listener of the store. */
  readonly committed = (batches: readonly CommittedBatch[], frontier: number): void => {
    for (const batch of batches) for (const event of batch.events) this.#place(event);
    if (frontier > this.#frontier) {
      this.#frontier = frontier;
      this.#token = this.#makeToken(frontier);
    }
    const behind = (batches.at(-1)?.gpos ?? 0) > this.#frontier;
    if (behind || this.#owed.size > 0) this.#endRun();
    if (behind) for (const connection of this.#frames.keys()) this.#owed.add(connection);
    else if (this.#owed.size > 0) this.#payTokens();
    this.#flush(this.#token);
  };

  publish(event: EphemeralEvent): void {
    this.hear(event);
    this.#passOn?.(event);
  }

  /** Where passing events of this node go besides its own connections. */
  passOn(listener: (event: EphemeralEvent) => void): void {
    this.#passOn = listener;
  }

  /** A passing event of this node or another. */
  hear(event: EphemeralEvent): void {
    if (event.type === 'presence.changed') this.#hearPresence(event);
    else this.#hearNow(event);
  }

  #hearNow(event: EphemeralEvent): void {
    this.#place(event);
    this.#flush(undefined);
  }

  /** Who may watch is looked at anew on each node, for its own connections; the changes of one person keep their order. */
  #hearPresence(event: PresenceEvent): void {
    const { id } = event.user;
    const before = this.#presences.get(id) ?? Promise.resolve();
    const telling = before.then(async () => {
      await this.#watch.review(event, (shown) => this.#hearNow(shown));
      if (this.#presences.get(id) === telling) this.#presences.delete(id);
    });
    this.#presences.set(id, telling);
  }

  #place(event: DomainEvent | EphemeralEvent): void {
    // During an upgrade newer nodes tell of things that this one has no word for yet.
    if (!Object.hasOwn(eventClasses, event.type)) return;
    // Membership first: who has just joined hears it, who has just left does not.
    if (event.type === 'conversation.added') this.#hub.admit(event.userId, event.own.conversation.id);
    if (event.type === 'conversation.removed') this.#hub.dismiss(event.userId, event.conversation.id);
    for (const edge of this.#edges) edge.hear?.(event);
    this.#address(event);
    if (event.type === 'session.ended') this.#endSessions(event.userId, event.sessionIds);
  }

  #address(event: DomainEvent | EphemeralEvent): void {
    const audience = audienceOf(event);
    if ('conversationId' in audience && audience.exceptUserId === undefined) {
      if (audience.conversationId !== this.#runConversation) this.#endRun();
      this.#runConversation = audience.conversationId;
      this.#run.push(event);
    } else {
      this.#endRun();
      this.#tellSome(event, this.#hearersOf(audience));
    }
    for (const edge of this.#edges) {
      if (edge.alsoHears === undefined) continue;
      const also = [...edge.alsoHears(event)];
      if (also.length === 0) continue;
      this.#endRun();
      this.#tellSome(event, also);
    }
  }

  *#hearersOf(audience: Audience): Iterable<Connection> {
    if ('conversationId' in audience) {
      const { conversationId, exceptUserId } = audience;
      for (const connection of this.#hub.ofConversation(conversationId)) {
        if (connection.actor?.userId !== exceptUserId) yield connection;
      }
    } else if ('userIds' in audience) {
      for (const userId of audience.userIds) {
        for (const connection of this.#hub.ofUser(userId)) {
          if (!('membersOf' in audience) || this.#hub.follows(connection, audience.membersOf)) yield connection;
        }
      }
    } else {
      yield* this.#watch.connectionsWatching(audience.watchersOf, audience.onlyUserId);
    }
  }

  #tellSome(event: DomainEvent | EphemeralEvent, hearers: Iterable<Connection>): void {
    const telling = new Telling(this.#edges, [event]);
    for (const connection of hearers) {
      const frames = telling.framesFor(connection);
      if (frames.length > 0) this.#queue(connection, frames);
    }
  }

  /** Tells the run of events to all who hear their conversation: for nearly everybody it is one and the same list. */
  #endRun(): void {
    if (this.#run.length > 0) this.#tellRun((connection, frames) => this.#queue(connection, frames));
  }

  #tellRun(tell: (connection: Connection, frames: readonly Frame[]) => void): void {
    const telling = new Telling(this.#edges, this.#run);
    const hearers = this.#hub.ofConversation(this.#runConversation);
    this.#run = [];
    this.#runConversation = '';
    for (const connection of hearers) {
      const frames = telling.framesFor(connection);
      if (frames.length > 0) tell(connection, frames);
    }
  }

  #queue(connection: Connection, frames: readonly Frame[]): void {
    const earlier = this.#frames.get(connection);
    this.#frames.set(connection, earlier === undefined ? frames : [...earlier, ...frames]);
  }

  #flush(token: string | undefined): void {
    if (this.#frames.size === 0 && this.#run.length > 0) {
      // Nearly every commit tells one conversation something, and nobody anything else: nothing has to be put together.
      this.#tellRun((connection, frames) => connection.send(frames, token));
      return;
    }
    this.#endRun();
    if (this.#frames.size === 0) return;
    const all = this.#frames;
    // A new map instead of `clear()` or deletions: V8 links the table that a map has outgrown or dropped to the next one, and
    // through one that has come into the old part of the heap all that follow it live until that is collected as a whole.
    this.#frames = new Map();
    for (const [connection, frames] of all) connection.send(frames, token);
  }

  /** The token has caught up with what some connections heard before: it is told by itself. */
  #payTokens(): void {
    const frame = this.#liveFrame(this.#token);
    for (const connection of this.#owed) if (!this.#frames.has(connection)) connection.send([frame], undefined);
    this.#owed.clear();
  }

  #endSessions(userId: string, sessionIds: readonly string[]): void {
    const ended = new Set(sessionIds);
    const closing = [...this.#hub.ofUser(userId)].filter((connection) => ended.has(connection.actor?.sessionId ?? ''));
    // What was placed for them is sent before they are closed, and so is the answer to the request that ended them,
    // which is given after this returns and written at the end of this turn.
    this.#flush(undefined);
    for (const connection of closing) this.#hub.detach(connection);
    setImmediate(() => {
      setImmediate(() => {
        for (const connection of closing) connection.close('session_ended', 0);
      });
    });
  }
}
