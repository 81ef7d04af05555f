import type { Output } from '../console.ts';

/** So many sentences of one fault are shown; the rest is counted. */
const SHOWN = 20;

/** What `doctor` found so far. */
export class Report {
  readonly #output: Output;
  faults = 0;

  constructor(output: Output) {
    this.#output = output;
  }

  /** One line when all is well, otherwise one more for each sentence. */
  tell(name: string, sentences: readonly string[]): void {
    if (sentences.length === 0) {
      this.#output.line(`ok     ${name}`);
      return;
    }
    this.faults += 1;
    this.#output.line(`FAULT  ${name}`);
    for (const sentence of sentences.slice(0, SHOWN)) this.#output.line(`         ${sentence}`);
    if (sentences.length > SHOWN) this.#output.line(`         … and ${sentences.length - SHOWN} more`);
  }

  note(text: string): void {
    this.#output.line(`note   ${text}`);
  }
}
