import { type EncodedFrame, Frame } from '../../realtime/connections/frame.ts';

/** Where an event stands: after the lobby’s message `seq`, as published event `published`, or before it. */
export interface Position {
  seq: number;
  published: number;
}

/** An event of this dialect, for sockets and for event streams, where it carries its place as its id. */
export class RelayFrame extends Frame {
  readonly position: Position;
  /** Whether it is a message of the lobby; else it was published and is stored nowhere. */
  readonly isMessage: boolean;
  readonly #makeStream: () => Buffer;
  #stream: Buffer | undefined;

  /** `streamJson`: what streams get, where it differs from what sockets get. */
  constructor(parts: {
    event: string;
    payload: unknown;
    streamEvent?: string;
    streamPayload?: unknown;
    position: Position;
    isMessage: boolean;
  }) {
    super('/', parts.event, () => JSON.stringify(parts.payload));
    this.position = parts.position;
    this.isMessage = parts.isMessage;
    this.#makeStream = () => {
      const data = parts.streamPayload === undefined ? this.json() : JSON.stringify(parts.streamPayload);
      const id = toEventId(parts.position);
      return Buffer.from(`id: ${id}\nevent: ${parts.streamEvent ?? parts.event}\ndata: ${data}\n\n`);
    };
  }

  /** Its clients know no sync tokens. */
  override json(): string {
    return super.json(undefined);
  }

  override websocket(): EncodedFrame {
    return super.websocket(undefined);
  }

  override sse(): Buffer {
    this.#stream ??= this.#makeStream();
    return this.#stream;
  }
}

export function toEventId({ seq, published }: Position): string {
  return `${seq}-${published}`;
}

/** undefined for what no server of this kind wrote. */
export function parseEventId(id: string): Position | undefined {
  const match = /^(\d{1,15})-(\d{1,15})$/.exec(id);
  return match === null ? undefined : { seq: Number(match[1]), published: Number(match[2]) };
}
