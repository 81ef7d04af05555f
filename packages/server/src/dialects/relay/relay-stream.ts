import type { ServerResponse } from 'node:http';
import type { Frame } from '../../realtime/connections/frame.ts';
import { StreamConnection } from '../../realtime/connections/stream-connection.ts';
import { type Position, RelayFrame } from './relay-frame.ts';

/** An event stream that sends nothing twice: what a page of the log brought is not sent again when it comes live. */
export class RelayStream extends StreamConnection {
  /** The last that was sent of each kind. */
  #position: Position;

  constructor(response: ServerResponse, id: string, position: Position) {
    super(response, { id, edge: 'relay', actor: null, hearsAccount: false, held: true });
    this.#position = position;
  }

  get position(): Position {
    return this.#position;
  }

  /** Writes now, past what is held, and counts it as sent. */
  writeFrame(frame: RelayFrame): void {
    if (!this.#isNew(frame)) return;
    this.#pass(frame);
    this.write(frame.sse());
  }

  override send(frames: readonly Frame[], token: string | undefined): void {
    // While it is being brought up to date everything is held; what is old by then is left out when it is released.
    if (this.isHolding) super.send(frames, token);
    else {
      const fresh = frames.filter((frame) => frame instanceof RelayFrame && this.#isNew(frame)) as RelayFrame[];
      for (const frame of fresh) this.#pass(frame);
      if (fresh.length > 0) super.send(fresh, undefined);
    }
  }

  isHolding = true;

  override hold(): void {
    this.isHolding = true;
    super.hold();
  }

  override release(token: string): void {
    this.isHolding = false;
    super.release(token);
  }

  #isNew({ isMessage, position }: RelayFrame): boolean {
    return isMessage ? position.seq > this.#position.seq : position.published > this.#position.published;
  }

  #pass({ isMessage, position }: RelayFrame): void {
    const { seq, published } = this.#position;
    this.#position = isMessage ? { seq: position.seq, published } : { seq, published: position.published };
  }
}
