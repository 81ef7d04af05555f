import type { Frame } from './frame.ts';

/** What was joined last: in a room most connections get the same frames, which are then joined once for all. */
let lastFrames: readonly Frame[] = [];
let lastToken: string | undefined;
let lastBuffer: Buffer = Buffer.alloc(0);

/** All frames as the bytes of one write; the last of them that can carries the token. */
export function joinFrames(frames: readonly Frame[], token: string | undefined): Buffer {
  if (frames.length === 1) return (frames[0] as Frame).websocket(token);
  if (token === lastToken && areSame(frames, lastFrames)) return lastBuffer;
  const bearer = frames.findLastIndex((frame) => !frame.ephemeral);
  lastBuffer = Buffer.concat(frames.map((frame, index) => frame.websocket(index === bearer ? token : undefined)));
  lastFrames = frames;
  lastToken = token;
  return lastBuffer;
}

function areSame(frames: readonly Frame[], others: readonly Frame[]): boolean {
  if (frames === others) return true;
  return frames.length === others.length && frames.every((frame, index) => frame === others[index]);
}
