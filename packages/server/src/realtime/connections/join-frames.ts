import type { EncodedFrame, Frame } from './frame.ts';

/** What was joined last: in a room most connections get the same frames, which are then joined once for all. */
let lastFrames: readonly Frame[] = [];
let lastToken: string | undefined;
let lastPieces: readonly Buffer[] = [];
let lastWhole: Buffer | undefined;

const NOTHING: readonly Buffer[] = [];

/**
 * All frames as bytes, in as few pieces as they lie in; the last of them that can carries the token. Frames that were
 * encoded one after the other lie so, too: a batch is one piece, and who does not get all of it gets what is around the gaps,
 * without a copy of his own.
 */
export function joinFrames(frames: readonly Frame[], token: string | undefined): readonly Buffer[] {
  // What was joined last stays known: between those who hear a batch others are only answered.
  if (frames.length === 0) return NOTHING;
  if (token === lastToken && areSame(frames, lastFrames)) return lastPieces;
  const bearer = token === undefined ? -1 : frames.findLastIndex((frame) => !frame.ephemeral);
  const pieces: Buffer[] = [];
  let first: EncodedFrame | undefined;
  let end = 0;
  for (const [index, frame] of frames.entries()) {
    const encoded = frame.websocket(index === bearer ? token : undefined);
    if (first === undefined || encoded.start !== end) {
      if (first !== undefined) pieces.push(upTo(first, end));
      first = encoded;
    }
    end = encoded.end;
  }
  if (first !== undefined) pieces.push(upTo(first, end));
  lastPieces = pieces;
  lastFrames = frames;
  lastToken = token;
  lastWhole = undefined;
  return pieces;
}

/** The same as one buffer, which is that of the other connections where the frames are. */
export function joinWhole(frames: readonly Frame[], token: string | undefined): Buffer {
  const pieces = joinFrames(frames, token);
  lastWhole ??= pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces);
  return lastWhole;
}

/** The frame and all that lie directly behind it. */
function upTo({ bytes, start }: EncodedFrame, end: number): Buffer {
  const length = end - start;
  return length > bytes.length ? Buffer.from(bytes.buffer, bytes.byteOffset, length) : bytes;
}

function areSame(frames: readonly Frame[], others: readonly Frame[]): boolean {
  if (frames === others) return true;
  return frames.length === others.length && frames.every((frame, index) => frame === others[index]);
}
