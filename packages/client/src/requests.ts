import type { Input, OperationId, Result } from '@parlance/protocol';
import type { Auth } from './auth.ts';
import type { Connection } from './connection/connection.ts';
import { type ParlanceError, toParlanceError } from './errors.ts';
import { routes } from './operations.ts';
import type { Rest } from './rest.ts';

/** Asks over the socket while it is live, else over REST; renews the access token when it has run out. */
export class Requests {
  readonly #rest: Rest;
  readonly #auth: Auth;
  readonly #overSocket: () => Connection['request'];

  constructor(rest: Rest, auth: Auth, overSocket: () => Connection['request']) {
    this.#rest = rest;
    this.#auth = auth;
    this.#overSocket = overSocket;
  }

  async call<Id extends OperationId>(operationId: Id, input: Input<Id>): Promise<Result<Id>> {
    try {
      return await this.#ask(operationId, input);
    } catch (thrown) {
      const error = toParlanceError(thrown);
      if (error.code === 'session_ended') await this.#auth.end(error.code);
      throw error;
    }
  }

  async #ask<Id extends OperationId>(operationId: Id, input: Input<Id>): Promise<Result<Id>> {
    const request = this.#overSocket();
    if (request === null) return this.#askRest(operationId, input);
    try {
      return (await request(operationId, input)) as Result<Id>;
    } catch (thrown) {
      const error = toParlanceError(thrown);
      if (!this.#mayAskAgain(operationId, error)) throw error;
      return this.#askRest(operationId, input);
    }
  }

  /** A refused token is renewed on the REST way; a lost read can be read there. A lost write's outcome is unknown. */
  #mayAskAgain(operationId: OperationId, error: ParlanceError): boolean {
    return error.code === 'unauthenticated' || (error.code === 'network' && routes[operationId][0] === 'GET');
  }

  async #askRest<Id extends OperationId>(operationId: Id, input: Input<Id>): Promise<Result<Id>> {
    if (!this.#auth.signedIn && isOpenToAll(operationId)) return this.#rest.request(operationId, input);
    const token = await this.#auth.accessToken();
    try {
      return await this.#rest.request(operationId, input, { token });
    } catch (thrown) {
      if (toParlanceError(thrown).code !== 'unauthenticated') throw thrown;
      return this.#rest.request(operationId, input, { token: await this.#auth.refresh(token) });
    }
  }
}

function isOpenToAll(operationId: OperationId): boolean {
  return operationId === 'server.info' || operationId.startsWith('auth.');
}
