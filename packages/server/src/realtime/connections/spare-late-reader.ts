import type { Frame } from './frame.ts';

/** From so many bytes on that wait for it, a reader is late. */
export const LATE = 128 * 1024;

/**
 * What of these frames is worth sending to a reader for whom `waiting` bytes wait already: passing events go first, because
 * typing is stale by then, and the words of an answer can be asked for again; what is stored is never left out.
 */
export function spareLateReader(frames: readonly Frame[], waiting: number): readonly Frame[] {
  if (waiting <= LATE || !frames.some((frame) => frame.ephemeral)) return frames;
  return frames.filter((frame) => !frame.ephemeral);
}
