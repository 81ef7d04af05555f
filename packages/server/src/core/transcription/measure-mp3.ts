/** Kilobits a second of layer III by the index in a frame’s header (ISO/IEC 11172-3, 13818-3). */
const RATES_1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const RATES_2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
/** Samples a second of MPEG 1; MPEG 2 has half of them, MPEG 2.5 a quarter. */
const SAMPLES = [44_100, 48_000, 32_000];

/** The length in seconds of an MP3: its frames, counted one by one, because their rate may vary. */
export function measureMp3(content: DataView): number | undefined {
  let at = afterTags(content);
  let seconds = 0;
  while (at + 4 <= content.byteLength) {
    const frame = readFrame(content.getUint32(at));
    // What follows the last frame is a tag of another kind.
    if (frame === undefined) break;
    seconds += frame.seconds;
    at += frame.bytes;
  }
  return seconds === 0 ? undefined : seconds;
}

/** ID3v2 stands before the sound; its length has seven bits a byte. */
function afterTags(content: DataView): number {
  if (content.getUint8(0) !== 0x49 || content.getUint8(1) !== 0x44 || content.getUint8(2) !== 0x33) return 0;
  return 10 + [6, 7, 8, 9].reduce((length, at) => length * 128 + (content.getUint8(at) & 0x7f), 0);
}

function readFrame(header: number): { bytes: number; seconds: number } | undefined {
  const version = (header >>> 19) & 3;
  const isLayer3 = ((header >>> 17) & 3) === 1;
  if (header >>> 21 !== 0x7ff || version === 1 || !isLayer3) return undefined;
  const kilobits = (version === 3 ? RATES_1 : RATES_2)[(header >>> 12) & 15] ?? 0;
  const base = SAMPLES[(header >>> 10) & 3];
  if (kilobits === 0 || base === undefined) return undefined;
  const rate = version === 3 ? base : version === 2 ? base / 2 : base / 4;
  const samples = version === 3 ? 1152 : 576;
  const padding = (header >>> 9) & 1;
  return { bytes: Math.floor((samples * kilobits * 125) / rate) + padding, seconds: samples / rate };
}
