import type { Actor } from '../../core/actor.ts';
import { CoreError } from '../../core/errors.ts';
import { authenticate } from '../../core/sessions/authenticate.ts';
import type { DialectHost, RootConnection, SocketRequest } from '../dialect.ts';
import { LETSAPP } from './name.ts';
import type { PresenceFollowers } from './presence-followers.ts';

type OwnHandler = (
  actor: Actor,
  payload: unknown,
  connection: RootConnection,
  handOver: () => void,
) => Promise<unknown>;

export interface OwnEvent {
  accepts?: (payload: unknown) => boolean;
  form?: string;
  cost?: 'light' | 'write' | 'heavy';
  overlaps?: boolean;
}

/** Events of people who are logged in; a socket speaks as whom it authenticated and as nobody else. */
export class OwnEvents {
  readonly #host: DialectHost;
  readonly #followers: PresenceFollowers;

  constructor(host: DialectHost, followers: PresenceFollowers) {
    this.#host = host;
    this.#followers = followers;
  }

  on(name: string, event: OwnEvent, handler: OwnHandler): void {
    this.#host.on(name, {
      dialect: LETSAPP,
      ...event,
      handler: async (request) => {
        const actor = await this.#requireActor(request);
        const { connection } = request;
        if (!this.#followers.has(connection)) await this.#followers.renew(connection);
        return handler(actor, request.payload, connection, request.handOver);
      },
    });
  }

  /** The handshake’s actor; else that of the payload’s token, which the socket then is for good. */
  async #requireActor({ connection, payload }: SocketRequest): Promise<Actor> {
    // The name is spelt alike in every case.
    const token = typeof payload === 'object' && payload !== null && 'token' in payload ? payload.token : null;
    if (token === undefined || token === null || token === '') {
      if (connection.actor !== null) return connection.actor;
      throw new CoreError('unauthenticated', 'Connect with ?token=<access token>, or send it as “token”.');
    }
    if (typeof token !== 'string') throw new CoreError('unauthenticated', 'The token must be a text.');
    const actor = await authenticate(this.#host.core, token.replace(/^Bearer +/i, ''));
    if (connection.actor === null) await this.#adopt(connection, actor);
    else if (connection.actor.userId !== actor.userId) {
      throw new CoreError('forbidden', 'This socket belongs to another account than the token; open a new one.');
    }
    return actor;
  }

  async #adopt(connection: RootConnection, actor: Actor): Promise<void> {
    const { hub, core } = this.#host;
    connection.actor = actor;
    connection.hearsAccount = true;
    // First entered under the account, so that what is joined while the list is read is followed too.
    hub.identify(connection);
    const ids = await core.store.conversations.activeConversationIds(actor.userId);
    for (const id of ids) hub.follow(connection, id);
  }
}
