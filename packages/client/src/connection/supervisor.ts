import type { SyncPage, WireEvent } from '@parlance/protocol';
import type { Auth } from '../auth.ts';
import { delayBeforeRetry } from '../backoff.ts';
import type { ConnectionStatus } from '../connection-status.ts';
import { toParlanceError } from '../errors.ts';
import { type Store, ValueStore } from '../store.ts';
import type { Closing, Connection, OpenConnection } from './connection.ts';
import { toRefusal } from './refusal.ts';

/** The server speaks every 25 s; after this much silence the connection is dead, whatever the network says. */
const SILENCE_MS = 60_000;
/** A connection that lasted this long was good: the next loss starts counting anew. */
const GOOD_AFTER_MS = 5000;

export interface SupervisorOptions {
  readonly open: OpenConnection;
  readonly auth: Auth;
  readonly since: () => string | null;
  readonly now: () => number;
  readonly random: () => number;
  readonly onConnecting: () => void;
  readonly onPage: (page: SyncPage) => Promise<void>;
  readonly onLive: (token: string) => void;
  /** Live already, and the server tells how far everything has been sent. */
  readonly onToken: (token: string) => void;
  readonly onEvent: (event: WireEvent) => void;
  readonly onHeartbeat: (token: string) => void;
  readonly onLost: () => void;
  readonly onTokenRefused: () => void;
}

/** Keeps one connection open: opens it, notices when it dies, waits, opens the next. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #status = new ValueStore<ConnectionStatus>({ state: 'stopped', retryAt: null, reason: null });
  #connection: Connection | null = null;
  /** Counts attempts, so that what an earlier one still brings is known to be stale. */
  #generation = 0;
  #attempt = 0;
  #liveAt: number | null = null;
  #retry: ReturnType<typeof setTimeout> | null = null;
  #silence: ReturnType<typeof setTimeout> | null = null;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  get status(): Store<ConnectionStatus> {
    return this.#status;
  }

  get live(): boolean {
    return this.#status.get().state === 'live';
  }

  get generation(): number {
    return this.#generation;
  }

  /** Asks over the connection; null while there is none, or where requests travel by REST. */
  get request(): Connection['request'] {
    return this.live ? (this.#connection?.request ?? null) : null;
  }

  start(): void {
    const { state } = this.#status.get();
    if (state !== 'stopped' && state !== 'ended') return;
    this.#attempt = 0;
    globalThis.addEventListener?.('online', this.retryNow);
    this.#connect();
  }

  stop(): void {
    this.#drop();
    this.#set('stopped', null, null);
  }

  /** The session is over: no attempt until somebody logs in. */
  end(reason: string): void {
    if (this.#status.get().state === 'stopped') return;
    this.#drop();
    this.#set('ended', null, reason);
  }

  /** Ends the wait, if there is one. */
  readonly retryNow = (): void => {
    if (this.#status.get().state !== 'waiting') return;
    this.#clearTimers();
    this.#connect();
  };

  #drop(): void {
    this.#clearTimers();
    globalThis.removeEventListener?.('online', this.retryNow);
    this.#generation += 1;
    this.#connection?.close();
    this.#connection = null;
    if (this.#liveAt !== null) this.#options.onLost();
    this.#liveAt = null;
  }

  #connect(): void {
    this.#generation += 1;
    this.#set('connecting', null, this.#status.get().reason);
    void this.#open(this.#generation);
  }

  async #open(generation: number): Promise<void> {
    const { auth, since, open, onConnecting } = this.#options;
    let token: string;
    try {
      token = await auth.accessToken();
    } catch (thrown) {
      const error = toParlanceError(thrown);
      if (error.code === 'signed_out' && generation === this.#generation) this.end('signed_out');
      else this.#closed(generation, toRefusal(error));
      return;
    }
    if (generation !== this.#generation) return;
    onConnecting();
    this.#listenFor(generation);
    this.#connection = open({ token, since: since(), listener: this.#listener(generation, token) });
  }

  #listener(generation: number, token: string) {
    const current = () => {
      if (generation === this.#generation) this.#listenFor(generation);
      return generation === this.#generation;
    };
    return {
      onPage: async (page: SyncPage) => {
        if (!current()) return;
        if (!this.live) this.#set('syncing', null, null);
        await this.#options.onPage(page);
      },
      onLive: (live: string) => {
        if (!current()) return;
        if (this.#liveAt !== null) {
          this.#options.onToken(live);
          return;
        }
        this.#liveAt = this.#options.now();
        this.#set('live', null, null);
        this.#options.onLive(live);
      },
      onEvent: (event: WireEvent) => {
        if (current()) this.#options.onEvent(event);
      },
      onHeartbeat: (frontier: string) => {
        if (current()) this.#options.onHeartbeat(frontier);
      },
      onClosed: (closing: Closing) => void this.#refused(generation, token, closing),
    };
  }

  async #refused(generation: number, token: string, closing: Closing): Promise<void> {
    if (generation !== this.#generation) return;
    const code = closing.problem?.code ?? closing.reason;
    if (code === 'session_ended') {
      await this.#options.auth.end(code);
      return;
    }
    if (code === 'token_invalid') this.#options.onTokenRefused();
    if (code !== 'unauthenticated') return this.#closed(generation, closing);
    try {
      await this.#options.auth.refresh(token);
      // The very first refusal is the token's age and no fault: go on at once.
      this.#closed(generation, this.#attempt === 0 ? { ...closing, retryAfterMs: 0 } : closing);
    } catch (thrown) {
      this.#closed(generation, toRefusal(thrown));
    }
  }

  #closed(generation: number, closing: Closing): void {
    if (generation !== this.#generation) return;
    const { now, random, onLost } = this.#options;
    this.#clearTimers();
    this.#generation += 1;
    this.#connection?.close();
    this.#connection = null;
    if (this.#liveAt !== null) {
      if (now() - this.#liveAt >= GOOD_AFTER_MS) this.#attempt = 0;
      this.#liveAt = null;
      onLost();
    }
    const delay = delayBeforeRetry(this.#attempt, random, closing.retryAfterMs);
    this.#attempt += 1;
    this.#set('waiting', now() + delay, closing.reason);
    this.#retry = setTimeout(() => this.#connect(), delay);
  }

  #listenFor(generation: number): void {
    if (this.#silence !== null) clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#closed(generation, { reason: 'silence' }), SILENCE_MS);
  }

  #clearTimers(): void {
    if (this.#retry !== null) clearTimeout(this.#retry);
    if (this.#silence !== null) clearTimeout(this.#silence);
    this.#retry = null;
    this.#silence = null;
  }

  #set(state: ConnectionStatus['state'], retryAt: number | null, reason: string | null): void {
    const before = this.#status.get();
    if (before.state === state && before.retryAt === retryAt && before.reason === reason) return;
    this.#status.set({ state, retryAt, reason });
  }
}
