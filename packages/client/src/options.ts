import type { Cache } from './cache/cache.ts';
import type { CredentialStore } from './credentials.ts';

export type TransportName = 'socket' | 'sse' | 'poll';

export interface ClientOptions {
  /** The origin of the server, such as `http://localhost:5000`. */
  readonly url: string;
  /** Default `socket`. */
  readonly transport?: TransportName;
  /** Default: a new MemoryCache. */
  readonly cache?: Cache;
  /** Default: new MemoryCredentials. */
  readonly credentials?: CredentialStore;
  /** Shown in the list of sessions, such as `Firefox on Linux`. */
  readonly device?: string;
  /** How the socket may travel; default both, websocket first. */
  readonly socket?: { readonly transports?: readonly ('websocket' | 'polling')[] };
  /**
   * true: pages and history bring their translations into the account’s language. Default false: `translations` holds
   * only what the server translates unasked while this client is connected.
   */
  readonly translate?: boolean;
  readonly fetch?: typeof globalThis.fetch;
  /** Epoch milliseconds. */
  readonly now?: () => number;
  /** 0 (included) to 1 (excluded). */
  readonly random?: () => number;
}
