import type { StreamEnd, StreamEvent, StreamHead } from './stream-event.ts';

/** What is told of a stream at most every so many milliseconds: 20 times a second. */
const PAUSE = 50;

type Publish = (event: StreamEvent) => void;

/** An answer while it is being written on this node: the text so far, told in pieces as it grows. */
export class LiveStream {
  readonly head: StreamHead;
  readonly #publish: Publish;
  readonly #telling: boolean;
  readonly #stop = new AbortController();
  #text = '';
  /** How much of the text was told, in UTF-16 code units. */
  #told = 0;
  /** Half of a surrogate pair, whose other half comes with the next piece. */
  #half = '';
  #timer: NodeJS.Timeout | undefined;
  #ended = false;

  /** `telling`: whether its words may be heard before it is a message. */
  constructor(head: StreamHead, publish: Publish, telling: boolean) {
    this.head = head;
    this.#publish = publish;
    this.#telling = telling;
    publish({ type: 'stream.start', ...head });
  }

  /** All that was said so far. */
  get text(): string {
    return this.#text;
  }

  /** Aborts when somebody asked that it ends. */
  get stopped(): AbortSignal {
    return this.#stop.signal;
  }

  stop(): void {
    this.#stop.abort();
  }

  /** Adds words; they are told by `tell`. What no message may hold is left out. */
  append(piece: string): void {
    let fresh = (this.#half + piece).replaceAll('\0', '');
    this.#half = /[\uD800-\uDBFF]$/.exec(fresh)?.[0] ?? '';
    fresh = fresh.slice(0, fresh.length - this.#half.length).toWellFormed();
    this.#text += this.#text === '' ? fresh.trimStart() : fresh;
  }

  /** Tells what was not told yet: at once, or at the end of the pause after what was told last. */
  tell(): void {
    if (!this.#telling || this.#timer !== undefined || this.#ended || this.#told === this.#text.length) return;
    this.#flush();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.tell();
    }, PAUSE);
  }

  /** Tells the rest and that it is over. `messageId`: what it has become. */
  end(reason: StreamEnd, messageId: string | null): void {
    if (this.#ended) return;
    clearTimeout(this.#timer);
    this.#flush();
    this.#ended = true;
    const { id, conversationId } = this.head;
    this.#publish({ type: 'stream.end', id, conversationId, messageId, reason });
  }

  #flush(): void {
    const text = this.#text.slice(this.#told);
    if (text === '' || !this.#telling) return;
    const { id, conversationId } = this.head;
    this.#publish({ type: 'stream.delta', id, conversationId, offset: this.#told, text });
    this.#told = this.#text.length;
  }
}
