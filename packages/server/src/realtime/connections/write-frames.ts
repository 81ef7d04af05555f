import type { Socket as NetSocket } from 'node:net';
import { waitingBytes, writeDirectly } from './direct-write.ts';
import { measureTextFrame, writeTextFrame } from './frame.ts';

/** Up to so many bytes of events are cheaper copied behind the answers than handed to the system as a second buffer. */
const COPIED = 8 * 1024;
const SCRATCH = 64 * 1024;

/**
 * Where answers are put together. What is written to an idle stream has left for the system when `write` returns, so the
 * same memory serves every connection; a stream that still needs it keeps it, and the next gets new.
 */
let scratch = Buffer.allocUnsafeSlow(SCRATCH);

/**
 * Answers, then events, in one system call. `events` may be shared with other connections: it is neither changed nor, where
 * it is large, copied.
 */
export function writeFrames(stream: NetSocket, answers: readonly string[], events: Buffer | undefined): void {
  if (answers.length === 0) {
    if (events !== undefined) write(stream, events);
    return;
  }
  let length = 0;
  for (const answer of answers) length += measureTextFrame(answer);
  const apart = events !== undefined && events.length > COPIED ? events : undefined;
  const copied = apart === undefined ? events : undefined;
  const whole = length + (copied?.length ?? 0);
  const isShort = whole <= SCRATCH && waitingBytes(stream) === 0;
  const target = isShort ? scratch : Buffer.allocUnsafeSlow(whole);
  let end = 0;
  for (const answer of answers) end = writeTextFrame(target, end, answer);
  if (copied !== undefined) end += copied.copy(target, end);
  if (apart === undefined) {
    write(stream, target.subarray(0, end));
  } else {
    stream.cork();
    stream.write(target.subarray(0, end));
    stream.write(apart);
    stream.uncork();
  }
  if (isShort && waitingBytes(stream) > 0) scratch = Buffer.allocUnsafeSlow(SCRATCH);
}

function write(stream: NetSocket, bytes: Buffer): void {
  if (!writeDirectly(stream, bytes)) stream.write(bytes);
}
