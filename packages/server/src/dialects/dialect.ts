import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../core/actor.ts';
import type { CoreContext } from '../core/context.ts';
import type { RateLimits } from '../core/limits/rate-limits.ts';
import type { Connection } from '../realtime/connections/connection.ts';
import type { Edge } from '../realtime/edge.ts';
import type { Hub } from '../realtime/hub.ts';
import type { NodeLink } from '../realtime/nodes/node-link.ts';

/** An existing chat API, spoken to the letter on the core. */
export interface Dialect {
  readonly name: string;
  /** One sentence for the start text: what it opens. */
  readonly opens: string;
  /** Registers its routes and events; returns its words for what happens. Called once, before the server listens. */
  mount(host: DialectHost): Edge | Promise<Edge>;
}

/** What the configuration says about dialects. Durations in milliseconds. */
export interface DialectSettings {
  accessTokenLifetime: number;
  serviceKey: string | null;
  uploadBytes: number;
  roomMessages: number;
  roomWindow: number;
  toxicityThreshold: number;
  translationWait: number;
}

/** What a dialect is given. */
export interface DialectHost {
  readonly core: CoreContext;
  readonly hub: Hub;
  readonly limits: RateLimits;
  readonly settings: DialectSettings;
  /** The other nodes, for what a dialect keeps in memory and all of them must know. Topics begin with the dialect’s name. */
  readonly link: NodeLink;
  route(route: DialectRoute): void;
  on(event: string, claim: SocketClaim): void;
  /** Called for every new socket of the root namespace, and with the reason when it has gone. */
  onConnect(listener: (connection: RootConnection) => void | Promise<void>): void;
  onDisconnect(listener: (connection: RootConnection) => void | Promise<void>): void;
  /** The sockets on this node that speak this dialect now. */
  sockets(dialect: string): Iterable<RootConnection>;
  /** Whether any of this dialect’s connections on this node hears the conversation: else nothing has to be looked up for it. */
  isHeard(dialect: string, conversationId: string): boolean;
  /** Sends one event to one socket or stream. */
  tell(connection: Connection, event: string, payload: unknown): void;
  /** Sends one event to all of this dialect’s connections that hear a conversation, as far as `only` lets it. */
  tellConversation(
    dialect: string,
    conversationId: string,
    event: string,
    payload: unknown,
    only?: (connection: Connection) => boolean,
  ): void;
}

/** A socket of the root namespace. It begins with the label of its session’s dialect, else as a relay client would. */
export interface RootConnection extends Connection {
  /** What the client sent when it connected, beside its token. */
  readonly handshake: {
    readonly query: Readonly<Record<string, unknown>>;
    readonly auth: Readonly<Record<string, unknown>>;
  };
  readonly address: string;
  /** Whether the dialect was said by the client’s token or by an event, not assumed. */
  labelled: boolean;
}

export interface DialectRequest {
  params: Readonly<Record<string, string>>;
  query: Readonly<Record<string, unknown>>;
  /** Parsed JSON or form fields; undefined where there was none. */
  body: unknown;
  /** Set where the route asks for it; null only on routes with `auth: 'optional'` or 'none'. */
  actor: Actor | null;
  address: string;
  raw: FastifyRequest;
  reply: FastifyReply;
}

/** `hijacked`: the handler has taken the response over. */
export type DialectAnswer = { status?: number; body: unknown; headers?: Record<string, string> } | 'hijacked';

export interface DialectRoute {
  dialect: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Fastify’s form: `/api/messages/:room_id`. */
  url: string;
  /** `user`: a bearer token, or 401. `optional`: one that is there must hold. */
  auth: 'none' | 'optional' | 'user';
  /**
   * Whether this request is meant for this dialect, where another claims the same route: its own schema on the
   * payload, or a look at what the path names. Without it the route takes all.
   */
  accepts?: (request: DialectRequest) => boolean | Promise<boolean>;
  /** The form it accepts, for the answer when nobody does: `{ "username", "password" }`. */
  form?: string;
  cost?: 'light' | 'write' | 'heavy';
  /** Doors are limited by address and account name, and only failures cost: gives the name that is tried. */
  door?: (request: DialectRequest) => string | null;
  /** Bytes; 256 KiB unless told. */
  bodyLimit?: number;
  handler: (request: DialectRequest) => Promise<DialectAnswer>;
  /** How this dialect words a refusal, where it differs from `{ error, message, detail }`. */
  presentRefusal?: (refusal: Refusal) => Record<string, unknown>;
}

export interface SocketRequest {
  connection: RootConnection;
  payload: unknown;
  /** Whether the client passed an acknowledgement. */
  wantsAnswer: boolean;
  /**
   * Called once the core has been given what is to be written, which the store keeps in order: the socket’s next event may
   * begin, if its claim says `overlaps`. Answers are given in the order of the events all the same.
   */
  handOver: () => void;
}

export interface SocketClaim {
  dialect: string;
  /** Whether the payload has this dialect’s shape; the first claimant that accepts gets it. */
  accepts?: (payload: unknown, connection: RootConnection) => boolean | Promise<boolean>;
  form?: string;
  cost?: 'light' | 'write' | 'heavy';
  /** What it returns answers the acknowledgement; undefined answers `{}`. Throw CoreError to refuse. */
  handler: (request: SocketRequest) => Promise<unknown>;
  /** How the refusal’s acknowledgement is worded; `{ status: 'error', error, message, detail }` unless told. */
  presentRefusal?: (refusal: Refusal) => Record<string, unknown>;
  /** Whether the event `error` is sent as well; true unless told. */
  emitsError?: boolean;
  /** true: begins as soon as what the socket said before has been handed over. Else it waits for the end of that. */
  overlaps?: boolean;
  /** false: what every client may say, such as a keep-alive; the socket stays whose it was. True unless told. */
  labels?: boolean;
}

/** A refusal in words that any dialect can use. */
export interface Refusal {
  status: number;
  code: string;
  sentence: string;
  /** Milliseconds. */
  retryAfter?: number;
}
