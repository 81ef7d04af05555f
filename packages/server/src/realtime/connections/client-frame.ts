/** Where a client's whole, unfragmented WebSocket text message lies in a chunk; offsets in bytes. */
export interface ClientFrame {
  mask: number;
  start: number;
  end: number;
}

/** Final, not extended, text (RFC 6455, 5.2). */
const FINAL_TEXT = 0x81;
const MASKED = 0x80;

/**
 * Reads the head of the message that starts at `at` into `frame`. false: it is not whole in this chunk, longer than `longest`
 * or than 65 535 bytes, or nothing but a plain text message of a client; somebody who knows the whole protocol must look.
 */
export function readClientFrame(frame: ClientFrame, chunk: Buffer, at: number, longest: number): boolean {
  const second = chunk[at + 1];
  if (chunk[at] !== FINAL_TEXT || second === undefined || second < MASKED) return false;
  let length = second - MASKED;
  frame.mask = at + 2;
  if (length === 127 || at + 4 > chunk.length) return false;
  if (length === 126) {
    length = chunk.readUInt16BE(frame.mask);
    frame.mask += 2;
  }
  frame.start = frame.mask + 4;
  frame.end = frame.start + length;
  return length <= longest && frame.end <= chunk.length;
}

/** How many bytes the message, or the part of one, that starts at `at` has with its head; undefined when the head is not whole. */
export function measureClientFrame(chunk: Buffer, at: number): number | undefined {
  const second = chunk[at + 1];
  if (second === undefined) return undefined;
  const length = second & 0x7f;
  const extra = length === 127 ? 8 : length === 126 ? 2 : 0;
  const head = 2 + extra + (second >= MASKED ? 4 : 0);
  if (at + head > chunk.length) return undefined;
  if (extra === 2) return head + chunk.readUInt16BE(at + 2);
  return head + (extra === 8 ? Number(chunk.readBigUInt64BE(at + 2)) : length);
}

/** The character code at an offset of the message, which is still masked. */
export function peekClientFrame({ mask, start }: ClientFrame, chunk: Buffer, offset: number): number {
  return (chunk[start + offset] as number) ^ (chunk[mask + (offset & 3)] as number);
}

/** Takes the mask off, or puts it back: it is the same operation. True when the text has nothing but ASCII then. */
export function maskClientFrame({ mask, start, end }: ClientFrame, chunk: Buffer): boolean {
  const [one, two, three, four] = [chunk[mask], chunk[mask + 1], chunk[mask + 2], chunk[mask + 3]] as Mask;
  let all = 0;
  let at = start;
  for (; at + 3 < end; at += 4) {
    all |= chunk[at] = (chunk[at] as number) ^ one;
    all |= chunk[at + 1] = (chunk[at + 1] as number) ^ two;
    all |= chunk[at + 2] = (chunk[at + 2] as number) ^ three;
    all |= chunk[at + 3] = (chunk[at + 3] as number) ^ four;
  }
  for (let place = 0; at < end; at += 1, place += 1) {
    all |= chunk[at] = (chunk[at] as number) ^ (chunk[mask + place] as number);
  }
  return all < 0x80;
}

type Mask = [number, number, number, number];
