import type { Socket as NetSocket } from 'node:net';
import { waitingBytes, writeDirectly } from './direct-write.ts';
import { measureTextFrame, writeTextFrame } from './frame.ts';

/** Up to so many bytes are put together, which costs less than handing them to the system one by one. */
const SCRATCH = 64 * 1024;
/** The same where they will wait for a late reader: what is not put together is shared with all who wait for it. */
const COPIED_TO_WAIT = 8 * 1024;

/**
 * Where bytes are put together. What is written to an idle stream has left for the system when `write` returns, so the same
 * memory serves every connection; a stream that still needs it keeps it, and the next gets new.
 */
let scratch = Buffer.allocUnsafeSlow(SCRATCH);

/**
 * Answers, then events, in one system call. The pieces that the events lie in may be shared with other connections: they are
 * never changed.
 */
export function writeFrames(stream: NetSocket, answers: readonly string[], events: readonly Buffer[]): void {
  const [first] = events;
  if (answers.length === 0 && events.length === 1 && first !== undefined) {
    write(stream, first);
    return;
  }
  let length = 0;
  for (const answer of answers) length += measureTextFrame(answer);
  let whole = length;
  for (const piece of events) whole += piece.length;
  if (whole === 0) return;
  const isIdle = waitingBytes(stream) === 0;
  const isWhole = whole <= (isIdle ? SCRATCH : COPIED_TO_WAIT);
  const target = isWhole && isIdle ? scratch : Buffer.allocUnsafeSlow(isWhole ? whole : length);
  let end = 0;
  for (const answer of answers) end = writeTextFrame(target, end, answer);
  if (isWhole) {
    for (const piece of events) end += piece.copy(target, end);
    write(stream, target.subarray(0, end));
  } else {
    stream.cork();
    if (end > 0) stream.write(target);
    for (const piece of events) stream.write(piece);
    stream.uncork();
  }
  if (target === scratch && waitingBytes(stream) > 0) scratch = Buffer.allocUnsafeSlow(SCRATCH);
}

function write(stream: NetSocket, bytes: Buffer): void {
  if (!writeDirectly(stream, bytes)) stream.write(bytes);
}
