import { randomBytes } from 'node:crypto';
import type { Bus } from '../../core/ports/bus.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Log } from '../../core/ports/log.ts';
import type { MessageSeal } from './seal-messages.ts';

/** How often a node says that it is there, and after how long without a word it counts as lost. Milliseconds. */
const HELLO_EVERY = 2_000;
const LOST_AFTER = 8_000;
/** How old a message may be that is of the moment, by the clocks of both nodes. */
export const MOMENT = 10_000;
/** Above this lag the bus counts as standing still, although it is connected. */
const STANDSTILL = 3_000;
/** Digits of the largest safe integer. */
const LONGEST_NUMBER = 16;
/** A timer that comes later than this says that this process itself was paused. */
const PAUSED = 3_000;

interface Peer {
  /** Monotonic milliseconds. */
  heardAt: number;
  last: number;
}

/** What one node says to the others. `from` names the process, `n` counts its messages, `at` is its clock. */
interface Message {
  from: string;
  n: number;
  at: number;
  topic: string;
  body: unknown;
}

export interface Sender {
  nodeId: string;
  /** Milliseconds since it was said, by both clocks. */
  age: number;
}

type Listener = (body: unknown, sender: Sender) => void;

export interface LinkStatus {
  kind: Bus['kind'] | 'none';
  /** Whether what this node says comes back to it, and so to the others. */
  connected: boolean;
  peers: number;
  /** Milliseconds that this node’s last message took to come back. */
  lag: number;
  reconnects: number;
  /** Messages not sent; messages of other nodes that never came; messages that nobody of this installation signed. */
  dropped: number;
  lost: number;
  unsigned: number;
}

/**
 * This node among the others: says who lives, carries signed messages by topic, and knows how well the bus does. Without
 * a bus it is a node that is alone.
 */
export class NodeLink {
  readonly id = randomBytes(6).toString('hex');
  /** How whatever this node says begins, up to its number. */
  readonly #beginning = `{"from":"${this.id}","n":`;
  readonly #bus: Bus | undefined;
  readonly #seal: MessageSeal;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #peers = new Map<string, Peer>();
  readonly #topics = new Map<string, Listener[]>();
  readonly #joined: ((nodeId: string) => void)[] = [];
  readonly #gone: ((nodeId: string) => void)[] = [];
  readonly #greetings: (() => Record<string, unknown>)[] = [];
  /** When what was not heard back yet was said; monotonic. */
  readonly #unheard = new Map<number, number>();
  #n = 0;
  #lag = 0;
  #lost = 0;
  #unsigned = 0;
  #tickedAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #lookSaid = false;
  /** When this node said what it heard back last, and heard a node whose clock is wrong; monotonic. */
  #heardUpTo = Number.NEGATIVE_INFINITY;
  #oddClockAt = Number.NEGATIVE_INFINITY;

  constructor(parts: { bus: Bus | undefined; seal: MessageSeal; clock: Clock; log: Log }) {
    this.#bus = parts.bus;
    this.#seal = parts.seal;
    this.#clock = parts.clock;
    this.#log = parts.log;
  }

  get carriesCommits(): boolean {
    return this.#bus?.carriesCommits === true;
  }

  /** Other nodes that live, as far as this one knows. */
  get peers(): number {
    return this.#peers.size;
  }

  /** Whether others live, those with a wrong clock included, who are not known as peers. */
  get hasCompany(): boolean {
    return this.#peers.size > 0 || this.#clock.monotonic() - this.#oddClockAt < LOST_AFTER;
  }

  /** Whether this node takes on what exactly one of those that live has to do. */
  get leads(): boolean {
    return [...this.#peers.keys()].every((id) => this.id < id);
  }

  on(topic: string, listener: Listener): void {
    const listeners = this.#topics.get(topic) ?? [];
    listeners.push(listener);
    this.#topics.set(topic, listeners);
  }

  onJoined(listener: (nodeId: string) => void): void {
    this.#joined.push(listener);
  }

  /** A node has stopped, or has not been heard of for too long. */
  onGone(listener: (nodeId: string) => void): void {
    this.#gone.push(listener);
  }

  /** What goes with every hello. */
  greetWith(make: () => Record<string, unknown>): void {
    this.#greetings.push(make);
  }

  async start(): Promise<void> {
    if (this.#bus === undefined) return;
    await this.#bus.start((text) => this.#hear(text));
    this.#tickedAt = this.#clock.monotonic();
    this.#hello();
    this.#timer = setInterval(() => this.#tick(), HELLO_EVERY / 2).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.publish('bye', {});
    await this.#bus?.stop();
  }

  publish(topic: string, body: unknown): void {
    if (this.#bus !== undefined) this.publishText(topic, JSON.stringify(body));
  }

  /** `json` is the body’s text, where it was already written. */
  publishText(topic: string, json: string): void {
    if (this.#bus === undefined) return;
    this.#n += 1;
    // A few are enough to measure by; all of them would be a list of everything under way.
    if (this.#unheard.size < 100) this.#unheard.set(this.#n, this.#clock.monotonic());
    const head = `${this.#beginning}${this.#n},"at":${this.#clock.now()},"topic":${JSON.stringify(topic)}`;
    this.#bus.publish(this.#seal.seal(`${head},"body":${json}}`));
  }

  /** Says once for all commits of this turn that there are some. */
  publishLook(): void {
    if (this.#bus === undefined || this.#lookSaid) return;
    this.#lookSaid = true;
    setImmediate(() => {
      this.#lookSaid = false;
      this.publish('look', null);
    });
  }

  status(): LinkStatus {
    const figures = { peers: this.#peers.size, lost: this.#lost, unsigned: this.#unsigned };
    if (this.#bus === undefined)
      return { kind: 'none', connected: false, lag: 0, reconnects: 0, dropped: 0, ...figures };
    const { connected, reconnects, dropped } = this.#bus.status();
    const lag = this.#currentLag();
    const { kind } = this.#bus;
    return { kind, connected: connected && lag < STANDSTILL, lag, reconnects, dropped, ...figures };
  }

  /** How long the last message took, or how long the oldest that is not back yet is away, if that is longer. */
  #currentLag(): number {
    const [oldest] = this.#unheard.values();
    return oldest === undefined ? this.#lag : Math.max(this.#lag, this.#clock.monotonic() - oldest);
  }

  #hello(): void {
    const greeting = Object.assign({}, ...this.#greetings.map((make) => make())) as Record<string, unknown>;
    this.publish('hello', greeting);
  }

  #tick(): void {
    const now = this.#clock.monotonic();
    const wasPaused = now - this.#tickedAt > PAUSED;
    this.#tickedAt = now;
    // Who was paused, or cut off from the bus, has heard nobody: that says nothing about the others.
    if (wasPaused || !this.status().connected) for (const peer of this.#peers.values()) peer.heardAt = now;
    for (const [id, peer] of this.#peers) if (now - peer.heardAt > LOST_AFTER) this.#forget(id);
    // What never came back must not be waited for for ever.
    for (const [n, at] of this.#unheard) if (now - at > 2 * LOST_AFTER) this.#unheard.delete(n);
    if (Math.floor(now / HELLO_EVERY) !== Math.floor((now - HELLO_EVERY / 2) / HELLO_EVERY)) this.#hello();
  }

  #forget(nodeId: string): void {
    if (!this.#peers.delete(nodeId)) return;
    this.#log.info({ node: nodeId, peers: this.#peers.size }, 'a node is gone');
    for (const listener of this.#gone) listener(nodeId);
  }

  #hear(sealed: string): void {
    const text = this.#seal.open(sealed);
    if (text === undefined) {
      this.#unsigned += 1;
      if (this.#unsigned === 1) {
        const hint = 'a message on the bus was not signed with this node’s secret: give all nodes the same SECRET_KEY';
        this.#log.error({}, hint);
      }
      return;
    }
    // Of what comes back to this node itself only the number is read: a batch of messages may follow.
    const own = this.#beginning;
    if (text.startsWith(own)) this.#noteEcho(Number.parseInt(text.slice(own.length, own.length + LONGEST_NUMBER), 10));
    else this.#receive(JSON.parse(text) as Message);
  }

  #noteEcho(n: number): void {
    const at = this.#unheard.get(n);
    if (at !== undefined) {
      this.#lag = this.#clock.monotonic() - at;
      this.#heardUpTo = at;
    }
    // Those before it were dropped, or would have come first. They go whether this one was noted or not: what was said into
    // a bus that was away may have filled the list.
    for (const earlier of this.#unheard.keys()) if (earlier <= n) this.#unheard.delete(earlier);
  }

  #receive({ from, n, at, topic, body }: Message): void {
    const now = this.#clock.monotonic();
    const known = this.#peers.get(from);
    // Said before: somebody plays it again.
    if (known !== undefined && n <= known.last) return;
    if (known !== undefined) this.#lost += n - known.last - 1;
    if (topic === 'bye') {
      this.#forget(from);
      return;
    }
    const age = this.#clock.now() - at;
    if (known === undefined) {
      // A node that is long gone, heard from the stream of before.
      if (age > MOMENT) {
        if (topic === 'hello') this.#noteOddClock(from, age);
        this.#dispatch(topic, body, { nodeId: from, age });
        return;
      }
      this.#peers.set(from, { heardAt: now, last: n });
      this.#log.info({ node: from, peers: this.#peers.size }, 'a node has joined');
      for (const listener of this.#joined) listener(from);
      this.#hello();
    } else {
      known.heardAt = now;
      known.last = n;
    }
    this.#dispatch(topic, body, { nodeId: from, age });
  }

  /** The bus keeps the order of what is said: what comes after this node’s own last words is no older than they are. */
  #noteOddClock(node: string, age: number): void {
    const now = this.#clock.monotonic();
    if (now - this.#heardUpTo > MOMENT) return;
    if (now - this.#oddClockAt > LOST_AFTER) {
      const hint =
        'a node whose clock is behind this one’s is taken for gone; keep the clocks of all nodes together (NTP)';
      this.#log.error({ node, seconds: Math.round(age / 1_000) }, hint);
    }
    this.#oddClockAt = now;
  }

  #dispatch(topic: string, body: unknown, sender: Sender): void {
    for (const listener of this.#topics.get(topic) ?? []) listener(body, sender);
  }
}
