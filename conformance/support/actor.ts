import { randomUUID } from 'node:crypto';
import type { Credentials, Input, Message, OperationId, Result } from '@parlance/protocol';
import type { FrameLog } from './frame-log.ts';
import { type Listener, type ListenOptions, openListener, type Transport } from './listener.ts';
import { type Answer, callRest, tryRest } from './rest.ts';

export const PASSWORD = 'wherefore art thou';

/** A person in a play: an account, a session, and what he can do and hear. */
export class Actor {
  readonly name: string;
  readonly url: string;
  readonly credentials: Credentials;
  readonly #listeners: Listener[] = [];

  constructor(name: string, url: string, credentials: Credentials) {
    this.name = name;
    this.url = url;
    this.credentials = credentials;
  }

  get id(): string {
    return this.credentials.user.id;
  }

  get token(): string {
    return this.credentials.access_token;
  }

  /** Asks over REST; throws `Refused` unless it was done. */
  calls<Id extends OperationId>(operationId: Id, input: Input<Id>): Promise<Result<Id>> {
    return callRest(this.url, operationId, input, this.token);
  }

  /** Asks over REST and answers with whatever came. */
  tries(operationId: OperationId, input: object): Promise<Answer> {
    return tryRest(this.url, operationId, input, this.token);
  }

  /** Sends a text and answers with the stored message. */
  async sends(conversation: string, text: string, clientId: string = randomUUID()): Promise<Message> {
    const input = { conversation_id: conversation, client_id: clientId, content: { type: 'text' as const, text } };
    return (await this.calls('messages.send', input)).message;
  }

  /** Starts a group with these people and answers with its id. */
  async createsGroup(name: string, people: readonly Actor[] = []): Promise<string> {
    const user_ids = people.map((person) => person.id);
    return (await this.calls('conversations.create', { kind: 'group', name, user_ids })).conversation.id;
  }

  /** Starts a public room and answers with its id. */
  async createsRoom(name: string): Promise<string> {
    return (await this.calls('conversations.create', { kind: 'room', name })).conversation.id;
  }

  /** Opens the direct conversation with somebody and answers with its id. */
  async opensDirect(other: Actor): Promise<string> {
    return (await this.calls('conversations.create', { kind: 'direct', user_ids: [other.id] })).conversation.id;
  }

  /** Begins to listen by this transport and answers with the log of what is heard. */
  async listens(transport: Transport = 'websocket', options: ListenOptions = {}): Promise<FrameLog> {
    const listener = await openListener(this.url, this.token, transport, options);
    this.#listeners.push(listener);
    return listener.log;
  }

  /** The same person on another device: a session of its own. */
  async logsInAgain(): Promise<Actor> {
    const login = this.credentials.user.user_name ?? '';
    const credentials = await callRest(this.url, 'auth.login', { login, password: PASSWORD });
    return new Actor(this.name, this.url, credentials);
  }

  /** Closes every connection that `listens` opened. */
  async leavesTheStage(): Promise<void> {
    await Promise.all(this.#listeners.splice(0).map((listener) => listener.close()));
  }
}

/** Registers a person whose user name begins with this name; names are unique, so that tests may share a server. */
export async function registerActor(url: string, name: string): Promise<Actor> {
  const user_name = `${name}-${randomUUID().slice(0, 8)}`;
  const credentials = await callRest(url, 'auth.register', { user_name, password: PASSWORD, display_name: name });
  return new Actor(name, url, credentials);
}

/** Registers several people at once. */
export function registerActors<const Names extends readonly string[]>(
  url: string,
  ...names: Names
): Promise<{ [Index in keyof Names]: Actor }> {
  return Promise.all(names.map((name) => registerActor(url, name))) as Promise<{ [Index in keyof Names]: Actor }>;
}
