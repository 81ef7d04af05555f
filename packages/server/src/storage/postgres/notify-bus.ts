import pg from 'pg';
import type { Bus, BusStatus } from '../../core/ports/bus.ts';
import type { Log } from '../../core/ports/log.ts';
import { settlesWithin } from '../../core/settles-within.ts';
import { ASKED_AFTER } from './connection.ts';

const CHANNEL = 'parlance';
/** A notification takes less than 8000 bytes; ours are base64 and a few numbers. */
const PIECE = 7_500;
/** Milliseconds. Notifications of all sessions are put in line at commit, so there are few of them. */
const GATHER = 3;
const RETRY = 500;
/** How long a notification may be on its way to the database and back before the connection counts as lost. */
const LONGEST_WAY = 8_000;
/** How long a stop waits for what is being sent. */
const LAST_WORDS = 1_000;
/** Pieces that wait to be sent. */
const MOST_WAITING = 5_000;
/** Messages that have begun and not ended; of a node that died in the middle the rest never comes. */
const MOST_PARTIAL = 100;

/**
 * PostgreSQL’s own notifications as the bus, where no Redis is configured: enough for word of commits, typing, presence
 * and calls. Longer messages go in pieces. (`LISTEN`, `NOTIFY`: PostgreSQL manual, “SQL Commands”.)
 */
export class NotifyBus implements Bus {
  readonly kind = 'postgres';
  readonly carriesCommits = false;
  readonly #url: string;
  readonly #log: Log;
  readonly #name = Math.random().toString(36).slice(2, 10);
  readonly #partial = new Map<string, string[]>();
  #listener: pg.Client | undefined;
  #sender: pg.Client | undefined;
  #waiting: string[] = [];
  #timer: NodeJS.Timeout | undefined;
  #retry: NodeJS.Timeout | undefined;
  #sending: Promise<void> | undefined;
  /** Since when what was sent is not heard back; monotonic. */
  #unheardSince: number | undefined;
  #count = 0;
  #reconnects = -1;
  #dropped = 0;
  #stopped = false;
  #take: (text: string) => void = () => undefined;

  constructor(url: string, log: Log) {
    this.#url = url;
    this.#log = log;
  }

  async start(listener: (text: string) => void): Promise<void> {
    this.#take = listener;
    await this.#connect();
  }

  publish(text: string): void {
    if (this.#stopped || this.#sender === undefined || this.#waiting.length > MOST_WAITING) {
      this.#dropped += 1;
      return;
    }
    const encoded = Buffer.from(text).toString('base64');
    const pieces = Math.ceil(encoded.length / PIECE);
    this.#count += 1;
    for (let index = 0; index < pieces; index += 1) {
      const piece = encoded.slice(index * PIECE, (index + 1) * PIECE);
      this.#waiting.push(`${this.#name}${this.#count} ${index} ${pieces} ${piece}`);
    }
    this.#timer ??= setTimeout(() => this.#flush(), GATHER);
  }

  status(): BusStatus {
    const connected = this.#listener !== undefined && this.#sender !== undefined;
    return { connected, reconnects: Math.max(0, this.#reconnects), dropped: this.#dropped };
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#flush();
    if (this.#sending !== undefined) await settlesWithin(this.#sending, LAST_WORDS);
    this.#stopped = true;
    clearTimeout(this.#retry);
    await settlesWithin(Promise.all([this.#listener?.end(), this.#sender?.end()]), LAST_WORDS);
  }

  #flush(): void {
    this.#timer = undefined;
    // A machine that lost its power says nothing, and neither does a firewall that forgot the connection.
    if (this.#unheardSince !== undefined && performance.now() - this.#unheardSince > LONGEST_WAY) {
      this.#log.warn({}, 'the database’s notifications do not come; the connections are made again');
      this.#dropped += this.#waiting.splice(0).length;
      this.#lose([this.#listener, this.#sender]);
    }
    if (this.#sending !== undefined || this.#waiting.length === 0) return;
    const pieces = this.#waiting.splice(0, 200);
    const sender = this.#sender;
    if (sender !== undefined) this.#unheardSince ??= performance.now();
    const sent =
      sender?.query(`select pg_notify('${CHANNEL}', piece) from unnest($1::text[]) as piece`, [pieces]) ??
      Promise.reject(new Error('not connected'));
    this.#sending = sent
      .then(
        () => undefined,
        () => {
          this.#dropped += pieces.length;
          if (sender !== undefined && sender === this.#sender) this.#lose([this.#listener, sender]);
        },
      )
      .then(() => {
        this.#sending = undefined;
        if (this.#waiting.length > 0) this.#timer ??= setTimeout(() => this.#flush(), GATHER);
      });
  }

  async #connect(): Promise<void> {
    if (this.#stopped) return;
    const clients = [this.#makeClient(), this.#makeClient()] as const;
    try {
      await Promise.all(clients.map((client) => client.connect()));
      const [listener, sender] = clients;
      listener.on('notification', ({ payload }) => this.#hear(payload ?? ''));
      await listener.query(`listen ${CHANNEL}`);
      this.#listener = listener;
      this.#sender = sender;
      this.#reconnects += 1;
    } catch (fault) {
      this.#log.warn({ err: fault }, 'the database’s notifications cannot be heard; it is tried again');
      this.#lose(clients);
    }
    for (const client of clients) client.once('end', () => this.#lose(clients));
  }

  /** Both go together: half a bus would be taken for a whole one. */
  #lose(clients: readonly (pg.Client | undefined)[]): void {
    // Of connections that were lost before, only now the end is heard.
    if (this.#listener !== undefined && !clients.includes(this.#listener)) return;
    this.#listener = undefined;
    this.#sender = undefined;
    this.#unheardSince = undefined;
    this.#partial.clear();
    for (const client of clients) client?.end().catch(() => undefined);
    if (this.#stopped || this.#retry !== undefined) return;
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      void this.#connect();
    }, RETRY).unref();
  }

  #makeClient(): pg.Client {
    const client = new pg.Client({
      connectionString: this.#url,
      application_name: 'parlance bus',
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
      keepAliveInitialDelayMillis: ASKED_AFTER,
      query_timeout: LONGEST_WAY,
    });
    // What breaks ends, too, which is where it is dealt with.
    client.on('error', () => undefined);
    return client;
  }

  #hear(payload: string): void {
    this.#unheardSince = undefined;
    const [message = '', index, count, piece = ''] = payload.split(' ');
    const pieces = this.#partial.get(message) ?? [];
    pieces[Number(index)] = piece;
    if (pieces.length < Number(count)) {
      this.#partial.set(message, pieces);
      if (this.#partial.size > MOST_PARTIAL) this.#partial.delete(this.#partial.keys().next().value ?? '');
      return;
    }
    this.#partial.delete(message);
    try {
      this.#take(Buffer.from(pieces.join(''), 'base64').toString());
    } catch (fault) {
      this.#log.error({ err: fault }, 'a message of the bus could not be taken in');
    }
  }
}
