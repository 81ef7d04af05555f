import { createClient } from 'redis';
import type { Bus, BusStatus } from '../../core/ports/bus.ts';
import type { Log } from '../../core/ports/log.ts';

/** Entries that the stream keeps, roughly: some seconds under full load, for readers that were cut off for a moment. */
const STREAM_LENGTH = 20_000;
/** Entries of one read, and how long it waits for the first, in milliseconds. */
const READ_COUNT = 500;
const READ_BLOCK = 2_000;
/** Characters that may be on their way to Redis; what comes beyond them is dropped, and found in the database. */
const MOST_UNDER_WAY = 16 * 1024 * 1024;
const RETRY = 250;
const LONGEST_RETRY = 2_000;
const CONNECT_TIMEOUT = 2_000;

type Entry = [id: string, fields: string[]];

export interface RedisBusOptions {
  url: string;
  /** Names the installation, so that several can use one Redis. */
  installation: string;
  log: Log;
}

/** One Redis stream for all nodes. What one turn of the event loop publishes is one entry; each node reads all of them. */
export class RedisBus implements Bus {
  readonly kind = 'redis';
  readonly carriesCommits = true;
  readonly #writer;
  readonly #reader;
  readonly #key: string;
  readonly #log: Log;
  #gathered: string[] = [];
  #scheduled = false;
  #underWay = 0;
  #sends = new Set<Promise<unknown>>();
  #after = '0-0';
  #reconnects = 0;
  #dropped = 0;
  #stopped = false;
  #reading: Promise<void> | undefined;
  #complained = false;

  constructor({ url, installation, log }: RedisBusOptions) {
    this.#key = `parlance:${installation}:bus`;
    this.#log = log;
    this.#writer = this.#makeClient(url);
    this.#reader = this.#makeClient(url);
  }

  async start(listener: (text: string) => void): Promise<void> {
    // Waits for the first connection no longer than a moment: a node works without Redis, too.
    const connecting = [this.#writer.connect(), this.#reader.connect()].map((one) => one.catch(() => undefined));
    const patience = new Promise((resolve) => setTimeout(resolve, CONNECT_TIMEOUT).unref());
    await Promise.race([Promise.all(connecting), patience]);
    this.#after = await this.#findEnd().catch(() => '0-0');
    this.#reading = this.#read(listener);
  }

  publish(text: string): void {
    if (this.#stopped || this.#underWay > MOST_UNDER_WAY || !this.#writer.isReady) {
      this.#dropped += 1;
      return;
    }
    this.#gathered.push(text);
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.#send());
  }

  status(): BusStatus {
    return {
      connected: this.#writer.isReady && this.#reader.isReady,
      reconnects: this.#reconnects,
      dropped: this.#dropped,
    };
  }

  async stop(): Promise<void> {
    this.#send();
    this.#stopped = true;
    const patience = new Promise((resolve) => setTimeout(resolve, CONNECT_TIMEOUT).unref());
    await Promise.race([Promise.all(this.#sends), patience]);
    this.#writer.destroy();
    this.#reader.destroy();
    await this.#reading;
  }

  #send(): void {
    this.#scheduled = false;
    const texts = this.#gathered;
    this.#gathered = [];
    if (texts.length === 0 || this.#stopped) return;
    const size = texts.reduce((sum, text) => sum + text.length, 0);
    this.#underWay += size;
    const fields = texts.flatMap((text) => ['m', text]);
    const command = ['XADD', this.#key, 'MAXLEN', '~', String(STREAM_LENGTH), '*', ...fields];
    const sent = this.#writer.sendCommand(command).then(
      () => undefined,
      () => {
        this.#dropped += texts.length;
      },
    );
    this.#sends.add(sent);
    void sent.finally(() => {
      this.#underWay -= size;
      this.#sends.delete(sent);
    });
  }

  /** Where the stream ends now: what was said before this node began is none of its business. */
  async #findEnd(): Promise<string> {
    const reply = await this.#reader.sendCommand(['XREVRANGE', this.#key, '+', '-', 'COUNT', '1']);
    return (reply as unknown as Entry[])[0]?.[0] ?? '0-0';
  }

  async #read(listener: (text: string) => void): Promise<void> {
    while (!this.#stopped) {
      try {
        const entries = await this.#readOnce();
        if (entries.length === 0) await this.#followBack();
        for (const [id, fields] of entries) {
          this.#after = id;
          for (let index = 1; index < fields.length; index += 2) this.#take(listener, fields[index] ?? '');
        }
      } catch (fault) {
        if (!this.#stopped && this.#reader.isReady) this.#log.warn({ err: fault }, 'the bus could not be read');
        await new Promise((resolve) => setTimeout(resolve, RETRY).unref());
      }
    }
  }

  /** A Redis that lost its data counts anew; where its clock has gone back, too, that is below what was read before. */
  async #followBack(): Promise<void> {
    if (isBefore(await this.#findEnd(), this.#after)) this.#after = '0-0';
  }

  async #readOnce(): Promise<Entry[]> {
    const how = ['COUNT', String(READ_COUNT), 'BLOCK', String(READ_BLOCK)];
    const reply = await this.#reader.sendCommand(['XREAD', ...how, 'STREAMS', this.#key, this.#after]);
    const [stream] = (reply ?? []) as unknown as [name: string, entries: Entry[]][];
    return stream?.[1] ?? [];
  }

  #take(listener: (text: string) => void, text: string): void {
    try {
      listener(text);
    } catch (fault) {
      this.#log.error({ err: fault }, 'a message of the bus could not be taken in');
    }
  }

  #makeClient(url: string) {
    const client = createClient({
      url,
      RESP: 2,
      disableOfflineQueue: true,
      pingInterval: 5_000,
      socket: {
        connectTimeout: CONNECT_TIMEOUT,
        socketTimeout: 10_000,
        reconnectStrategy: (retries) => Math.min(RETRY * 2 ** retries, LONGEST_RETRY) * (0.5 + Math.random() / 2),
      },
    });
    client.on('ready', () => {
      if (this.#complained) this.#log.info({}, 'Redis is reached again');
      this.#complained = false;
    });
    client.on('reconnecting', () => {
      this.#reconnects += 1;
    });
    // Once for each time it is away: it says the same at every attempt.
    client.on('error', (fault: unknown) => {
      if (this.#complained || this.#stopped) return;
      this.#complained = true;
      this.#log.warn({ err: fault }, 'Redis cannot be reached; other nodes are heard through the database meanwhile');
    });
    return client;
  }
}

/** Whether an id of a stream, `milliseconds-number`, is before another. */
function isBefore(one: string, other: string): boolean {
  const [time = 0, number = 0] = one.split('-').map(Number);
  const [otherTime = 0, otherNumber = 0] = other.split('-').map(Number);
  return time < otherTime || (time === otherTime && number < otherNumber);
}
