import type { CoreContext } from '../../context.ts';
import type { LiveStream } from './live-stream.ts';

/** How often what was said is written down, in milliseconds. */
const PERIOD = 1_000;

/** Writes a stream’s text down as it grows, and finds there when it is stopped through another node. */
export class Checkpoints {
  readonly #core: CoreContext;
  readonly #stream: LiveStream;
  readonly #timer: NodeJS.Timeout;
  /** How much of the text is in the database; undefined before the first words. */
  #written: number | undefined;
  #running: Promise<void> | undefined;

  constructor(core: CoreContext, stream: LiveStream) {
    this.#core = core;
    this.#stream = stream;
    this.#timer = setInterval(() => {
      this.#running ??= this.#look().finally(() => {
        this.#running = undefined;
      });
    }, PERIOD);
  }

  /** Before the first words are told they are stored; rejects when that fails. Later calls do nothing. */
  async begin(): Promise<void> {
    if (this.#written === undefined && this.#stream.text !== '') await this.#write();
  }

  async end(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  async #look(): Promise<void> {
    const { store, log } = this.#core;
    const { id } = this.#stream.head;
    try {
      const stored = await store.answerStreams.find(id);
      if (stored !== undefined && stored.stoppedBy !== null) this.#stream.stop();
      if (this.#written !== undefined && this.#written < this.#stream.text.length) await this.#write();
    } catch (err) {
      log.warn({ err, jobId: id }, 'an answer that is being written was not written down; it is tried again');
    }
  }

  async #write(): Promise<void> {
    const { store, clock } = this.#core;
    const { text } = this.#stream;
    const { sender, ...head } = this.#stream.head;
    const stored = { ...head, senderId: sender.id, text, updatedAt: clock.now() };
    await store.transaction((tx) => tx.answerStreams.put(stored));
    this.#written = text.length;
  }
}
