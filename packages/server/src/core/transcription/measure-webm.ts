/** Elements of Matroska (RFC 9559) that are looked into, and those that are read. */
const SEGMENT = 0x18538067;
const INFO = 0x1549a966;
const CLUSTER = 0x1f43b675;
const SCALE = 0x2ad7b1;
const DURATION = 0x4489;
const TIMESTAMP = 0xe7;
const SIMPLE_BLOCK = 0xa3;

/** The length in seconds of a WebM: as it says, or up to its last block, because browsers record without knowing the end. */
export function measureWebm(content: DataView): number | undefined {
  let scale = 1_000_000;
  let duration: number | undefined;
  let cluster = 0;
  let last: number | undefined;
  for (let at = 0; at < content.byteLength; ) {
    const { id, start, length } = readElement(content, at);
    if (id === SCALE) scale = readUnsigned(content, start, length);
    if (id === DURATION) duration = length === 4 ? content.getFloat32(start) : content.getFloat64(start);
    if (id === TIMESTAMP) cluster = readUnsigned(content, start, length);
    // After the number of the track, one byte for the first 126 of them.
    if (id === SIMPLE_BLOCK) last = Math.max(last ?? 0, cluster + content.getInt16(start + 1));
    at = id === SEGMENT || id === INFO || id === CLUSTER ? start : start + length;
  }
  const ticks = duration ?? last;
  return ticks === undefined ? undefined : (ticks * scale) / 1e9;
}

function readElement(content: DataView, at: number): { id: number; start: number; length: number } {
  const idBytes = widthOf(content.getUint8(at), 4);
  const id = readUnsigned(content, at, idBytes);
  const first = content.getUint8(at + idBytes);
  const lengthBytes = widthOf(first, 8);
  const marked = readUnsigned(content, at + idBytes, lengthBytes);
  const length = marked - 2 ** (7 * lengthBytes);
  return { id, start: at + idBytes + lengthBytes, length };
}

/** How many bytes a number has whose first one is this: as many as there are zeros before its first one, and one more. */
function widthOf(first: number, most: number): number {
  const width = Math.clz32(first) - 23;
  if (width > most) throw new RangeError('no element begins here');
  return width;
}

function readUnsigned(content: DataView, at: number, bytes: number): number {
  let value = 0;
  for (let offset = 0; offset < bytes; offset += 1) value = value * 256 + content.getUint8(at + offset);
  return value;
}
