import { measureMp3 } from './measure-mp3.ts';
import { measureWebm } from './measure-webm.ts';

/** By media type; what is not listed cannot be measured. */
const measures: Readonly<Record<string, (content: DataView) => number | undefined>> = {
  'audio/wav': measureWav,
  'audio/ogg': measureOgg,
  'audio/opus': measureOgg,
  'audio/flac': measureFlac,
  'audio/mp4': measureMp4,
  'audio/x-m4a': measureMp4,
  'audio/mpeg': measureMp3,
  'audio/webm': measureWebm,
};

/** How long a recording is, in seconds, as its container says; undefined where it does not say, or is damaged. */
export function measureAudio(content: Uint8Array, mediaType: string): number | undefined {
  try {
    const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
    const seconds = measures[mediaType]?.(view);
    return seconds !== undefined && Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined;
  } catch (fault) {
    // It ends in the middle of what was to be read.
    if (fault instanceof RangeError) return undefined;
    throw fault;
  }
}

/** RIFF: chunks with a name and a length each. */
function measureWav(content: DataView): number | undefined {
  let bytesPerSecond: number | undefined;
  for (let at = 12; at + 8 <= content.byteLength; ) {
    const length = content.getUint32(at + 4, true);
    if (nameAt(content, at) === 'fmt ') bytesPerSecond = content.getUint32(at + 16, true);
    if (nameAt(content, at) === 'data' && bytesPerSecond !== undefined) {
      // A recorder that could not go back leaves a length that means nothing.
      return Math.min(length === 0 ? Infinity : length, content.byteLength - at - 8) / bytesPerSecond;
    }
    at += 8 + length + (length % 2);
  }
  return undefined;
}

/** The last page carries the number of samples so far (RFC 3533). Opus counts 48 000 a second (RFC 7845). */
function measureOgg(content: DataView): number | undefined {
  const segments = content.getUint8(26);
  const head = 27 + segments;
  const rate = nameAt(content, head) === 'Opus' ? 48_000 : content.getUint32(head + 12, true);
  for (let at = content.byteLength - 27; at >= 0; at -= 1) {
    if (content.getUint8(at) === 0x4f && nameAt(content, at) === 'OggS') {
      return Number(content.getBigInt64(at + 6, true)) / rate;
    }
  }
  return undefined;
}

/** STREAMINFO, the first block (RFC 9639): 20 bits of sample rate, 36 bits of samples. */
function measureFlac(content: DataView): number | undefined {
  if (nameAt(content, 0) !== 'fLaC') return undefined;
  const rate = content.getUint32(18) >>> 12;
  const samples = (content.getUint8(21) & 0x0f) * 2 ** 32 + content.getUint32(22);
  return samples === 0 ? undefined : samples / rate;
}

/** `moov/mvhd` (ISO/IEC 14496-12). Zero in a recording that was written in fragments. */
function measureMp4(content: DataView): number | undefined {
  const movie = findBox(content, 0, content.byteLength, 'moov');
  const header = movie && findBox(content, movie.start, movie.end, 'mvhd');
  if (header === undefined) return undefined;
  const long = content.getUint8(header.start) === 1;
  const scale = content.getUint32(header.start + (long ? 20 : 12));
  const duration = long ? Number(content.getBigUint64(header.start + 24)) : content.getUint32(header.start + 16);
  return duration === 0 ? undefined : duration / scale;
}

function findBox(
  content: DataView,
  from: number,
  to: number,
  name: string,
): { start: number; end: number } | undefined {
  for (let at = from; at + 8 <= to; ) {
    const short = content.getUint32(at);
    const head = short === 1 ? 16 : 8;
    const length = short === 1 ? Number(content.getBigUint64(at + 8)) : short === 0 ? to - at : short;
    if (length < head) return undefined;
    if (nameAt(content, at + 4) === name) return { start: at + head, end: Math.min(to, at + length) };
    at += length;
  }
  return undefined;
}

function nameAt(content: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((offset) => content.getUint8(at + offset)));
}
