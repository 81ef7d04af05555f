import type { EventType, Problem, ServerFrames, SyncPage, WireEvent } from '@parlance/protocol';
import { type WaitOptions, waitUntil } from './wait-until.ts';

/** Everything the server may say to a client, whatever carries it. */
export type Frame = { [Name in keyof ServerFrames]: { name: Name; data: ServerFrames[Name] } }[keyof ServerFrames];

/** What one connection heard, in order. */
export class FrameLog {
  readonly frames: Frame[] = [];
  /** Why the connection ended, once it has: a refusal's problem, or the transport's own words. */
  ended: { reason: string; problem?: Problem } | undefined;
  readonly #onFrame: ((frame: Frame) => void) | undefined;

  /** `onFrame` is called with each frame as it comes. */
  constructor(onFrame?: (frame: Frame) => void) {
    this.#onFrame = onFrame;
  }

  add(name: string, data: unknown): void {
    const frame = { name, data } as Frame;
    this.frames.push(frame);
    this.#onFrame?.(frame);
  }

  get events(): WireEvent[] {
    return this.frames.flatMap((frame) => (frame.name === 'event' ? [frame.data] : []));
  }

  get pages(): SyncPage[] {
    return this.frames.flatMap((frame) => (frame.name === 'sync' ? [frame.data] : []));
  }

  get isLive(): boolean {
    return this.frames.some((frame) => frame.name === 'live');
  }

  get bye(): ServerFrames['bye'] | undefined {
    return this.frames.flatMap((frame) => (frame.name === 'bye' ? [frame.data] : []))[0];
  }

  /** The newest sync token heard. */
  get token(): string | undefined {
    return this.frames.flatMap((frame) => ('token' in frame.data && frame.data.token ? [frame.data.token] : [])).at(-1);
  }

  /** All that was heard, as one string: to search for what must not be in it. */
  get everything(): string {
    return JSON.stringify(this.frames);
  }

  /** The first event of this type that fits, as soon as it has come. */
  hears<T extends EventType>(
    type: T,
    fits: (event: Extract<WireEvent, { type: T }>) => boolean = () => true,
    options: WaitOptions = {},
  ): Promise<Extract<WireEvent, { type: T }>> {
    return waitUntil(
      `an event ${type}; heard ${
        this.events
          .map((event) => event.type)
          .join(', ')
          .slice(-300) || 'none'
      }`,
      () =>
        this.events.find(
          (event): event is Extract<WireEvent, { type: T }> => event.type === type && fits(event as never),
        ),
      options,
    ) as Promise<Extract<WireEvent, { type: T }>>;
  }

  /** Waits for the stretch in which pages end and live events begin. */
  async becomesLive(options: WaitOptions = {}): Promise<void> {
    await waitUntil(
      'the live frame',
      () => {
        if (this.ended !== undefined) throw new Error(`the connection ended: ${JSON.stringify(this.ended)}`);
        return this.isLive;
      },
      options,
    );
  }
}
