/** A job that tells more often is written down less often: each write is a commit. Milliseconds. */
const PAUSE = 500;
const LONGEST_NOTE = 200;

interface Progress {
  fraction: number;
  note: string | null;
}

/** Stores the progress of one run, the latest of what was told within the pause. */
export class ProgressWriter {
  readonly #write: (progress: Progress) => Promise<unknown>;
  #latest: Progress | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  /** `write` must not reject. */
  constructor(write: (progress: Progress) => Promise<unknown>) {
    this.#write = write;
  }

  readonly tell = (fraction: number, note?: string): void => {
    if (this.#stopped || Number.isNaN(fraction)) return;
    this.#latest = { fraction: Math.min(1, Math.max(0, fraction)), note: note?.slice(0, LONGEST_NOTE) ?? null };
    if (this.#timer === undefined) this.#flush();
  };

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  readonly #flush = (): void => {
    this.#timer = undefined;
    const progress = this.#latest;
    if (progress === undefined) return;
    this.#latest = undefined;
    this.#timer = setTimeout(this.#flush, PAUSE);
    void this.#write(progress);
  };
}
