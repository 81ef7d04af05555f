import type { LiveStream } from './live-stream.ts';

/** The answers that this node is writing, and who waits here for one to be over. */
export class LiveStreams {
  readonly #streams = new Map<string, LiveStream>();
  readonly #waiting = new Map<string, Set<() => void>>();

  find(id: string): LiveStream | undefined {
    return this.#streams.get(id);
  }

  idsIn(conversationId: string): string[] {
    const here = [...this.#streams.values()].filter(({ head }) => head.conversationId === conversationId);
    return here.map(({ head }) => head.id);
  }

  begin(stream: LiveStream): void {
    this.#streams.set(stream.head.id, stream);
  }

  /** The stream is over; what has become of it is in the database. */
  end(id: string): void {
    this.#streams.delete(id);
    for (const wake of this.#waiting.get(id) ?? []) wake();
  }

  /** Resolves when the stream has ended on this node, or after `patience` milliseconds. */
  whenEnded(id: string, patience: number): Promise<void> {
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(id) ?? new Set();
      const wake = (): void => {
        clearTimeout(timer);
        waiting.delete(wake);
        if (waiting.size === 0) this.#waiting.delete(id);
        resolve();
      };
      const timer = setTimeout(wake, patience);
      waiting.add(wake);
      this.#waiting.set(id, waiting);
    });
  }
}
