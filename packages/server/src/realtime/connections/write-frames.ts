import type { Socket as NetSocket } from 'node:net';
import { waitingBytes, writeDirectly } from './direct-write.ts';
import { boundTextFrame, measureTextFrame, writeTextFrame } from './frame.ts';

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
  let most = 0;
  for (const answer of answers) most += boundTextFrame(answer);
  let shared = 0;
  for (const piece of events) shared += piece.length;
  if (most + shared === 0) return;
  const isIdle = waitingBytes(stream) === 0;
  if (isIdle && most + shared <= SCRATCH) {
    write(stream, scratch.subarray(0, putTogether(scratch, answers, events)));
    if (waitingBytes(stream) > 0) scratch = Buffer.allocUnsafeSlow(SCRATCH);
    return;
  }
  let length = 0;
  for (const answer of answers) length += measureTextFrame(answer);
  if (length + shared <= (isIdle ? SCRATCH : COPIED_TO_WAIT)) {
    const whole = Buffer.allocUnsafeSlow(length + shared);
    putTogether(whole, answers, events);
    write(stream, whole);
    return;
  }
  const answered = Buffer.allocUnsafeSlow(length);
  putTogether(answered, answers, []);
  stream.cork();
  if (length > 0) stream.write(answered);
  for (const piece of events) stream.write(piece);
  stream.uncork();
}

/** Returns where they end. */
function putTogether(target: Buffer, answers: readonly string[], events: readonly Buffer[]): number {
  let end = 0;
  for (const answer of answers) end = writeTextFrame(target, end, answer);
  for (const piece of events) end += piece.copy(target, end);
  return end;
}

function write(stream: NetSocket, bytes: Buffer): void {
  if (!writeDirectly(stream, bytes)) stream.write(bytes);
}
