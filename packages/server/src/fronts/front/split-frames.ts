/**
 * The Engine.IO messages in whole, unmasked WebSocket frames as the owner sends them: texts without their first character,
 * which says that they are messages and which Engine.IO adds by itself, and the bytes of binary messages.
 */
export function splitFrames(frames: Buffer): (string | Buffer)[] {
  const messages: (string | Buffer)[] = [];
  let at = 0;
  while (at < frames.length) {
    const isText = frames[at] === 0x81;
    const short = frames[at + 1] as number;
    const start = at + (short < 126 ? 2 : short === 126 ? 4 : 10);
    const length =
      short < 126 ? short : short === 126 ? frames.readUInt16BE(at + 2) : Number(frames.readBigUInt64BE(at + 2));
    // A copy of the bytes, because they are a view on what was read from the link.
    messages.push(
      isText ? frames.toString('utf8', start + 1, start + length) : Buffer.from(frames.subarray(start, start + length)),
    );
    at = start + length;
  }
  return messages;
}
