import type { Frame, FrameLog } from './frame-log.ts';
import { openPollListener } from './poll-listener.ts';
import { openSocketListener } from './socket-listener.ts';
import { openSseListener } from './sse-listener.ts';

/** The four ways by which v1 delivers. */
export const transports = ['websocket', 'polling', 'sse', 'poll'] as const;
export type Transport = (typeof transports)[number];

/** A connection that listens: what it heard, and a way to end it. */
export interface Listener {
  log: FrameLog;
  close(): Promise<void>;
}

export interface ListenOptions {
  /** The token to resume from; without one the server begins with a snapshot. */
  since?: string;
  /** Pages bring translations into this language, or `me`. */
  translateTo?: string;
  /** Called with each frame as it comes. */
  onFrame?: (frame: Frame) => void;
}

/** Connects by this transport and returns once the connection is live (for long polling: once the snapshot is read). */
export async function openListener(
  url: string,
  token: string,
  transport: Transport,
  options: ListenOptions = {},
): Promise<Listener> {
  if (transport === 'sse') return openSseListener(url, token, options);
  if (transport === 'poll') return openPollListener(url, token, options);
  return openSocketListener(url, token, { ...options, transports: [transport] });
}
