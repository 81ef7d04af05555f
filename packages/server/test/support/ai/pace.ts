import type { ServerResponse } from 'node:http';
import { isStream, type Wire } from './wire.ts';

/** Lets answers through at once, or piece by piece when the test says so. */
export class Pace {
  #held = false;
  #allowed = 0;
  #waiting: (() => void)[] = [];

  hold(): void {
    this.#held = true;
    this.#allowed = 0;
  }

  step(pieces: number): void {
    this.#allowed += pieces;
    this.#wake();
  }

  release(): void {
    this.#held = false;
    this.#wake();
  }

  async send(response: ServerResponse, wire: Wire): Promise<void> {
    const length = isStream(wire) ? {} : { 'Content-Length': Buffer.byteLength(wire.pieces.join('')) };
    if (!isStream(wire)) await this.#pass(response);
    response.writeHead(wire.status, { 'Content-Type': wire.contentType, ...length });
    response.flushHeaders();
    for (const piece of wire.pieces) {
      // What carries no words, such as the end, goes with what came before it.
      if (isStream(wire) && /"(content|text)":"[^"]/.test(piece)) await this.#pass(response);
      if (response.destroyed) return;
      response.write(piece);
    }
    response.end();
  }

  async #pass(response: ServerResponse): Promise<void> {
    while (this.#held && this.#allowed === 0 && !response.destroyed) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
        response.once('close', resolve);
      });
    }
    if (this.#held) this.#allowed -= 1;
  }

  #wake(): void {
    for (const resume of this.#waiting.splice(0)) resume();
  }
}
