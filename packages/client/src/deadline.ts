/**
 * A signal that aborts with another one, or after a time. Made by hand because the composed signals of Node 20's
 * `AbortSignal.any` can be collected as garbage before they abort. `release` ends the wait for both.
 */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #timer: ReturnType<typeof setTimeout>;
  readonly #outer: AbortSignal | undefined;

  constructor(milliseconds: number, outer?: AbortSignal) {
    this.#outer = outer;
    this.#timer = setTimeout(
      () => this.#controller.abort(new Error(`no answer within ${milliseconds} ms`)),
      milliseconds,
    );
    if (outer?.aborted) this.#abort();
    else outer?.addEventListener('abort', this.#abort);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** What was waited for has come in time; the outer signal still aborts it. */
  meet(): void {
    clearTimeout(this.#timer);
  }

  release(): void {
    this.meet();
    this.#outer?.removeEventListener('abort', this.#abort);
  }

  readonly #abort = (): void => {
    clearTimeout(this.#timer);
    this.#controller.abort(this.#outer?.reason);
  };
}
