import { expect, test } from 'vitest';
import { makeWav } from '../../../../conformance/support/recording.ts';
import { measureAudio } from '../../src/core/transcription/measure-audio.ts';

/** Bytes from numbers, texts and other bytes, one after the other. */
function join(...parts: (number | string | readonly number[])[]): Uint8Array {
  return new Uint8Array(
    parts.flatMap((part) => {
      if (typeof part === 'string') return [...Buffer.from(part, 'latin1')];
      return typeof part === 'number' ? [part] : [...part];
    }),
  );
}

const zeros = (count: number): number[] => Array.from({ length: count }, () => 0);
const big = (value: number, bytes: number): number[] =>
  Array.from({ length: bytes }, (_, index) => Math.floor(value / 256 ** (bytes - 1 - index)) % 256);
const little = (value: number, bytes: number): number[] => big(value, bytes).toReversed();

const oggPage = (samples: number, payload: Uint8Array): Uint8Array =>
  join('OggS', 0, 0, little(samples, 8), zeros(12), 1, payload.length, [...payload]);

const opusHead = join('OpusHead', 1, 1, little(312, 2), little(16_000, 4), zeros(3));

test('WAV: its bytes by their rate, also where the recorder left no length', () => {
  expect(measureAudio(makeWav(2.5), 'audio/wav')).toBe(2.5);
  const open = makeWav(2);
  open.fill(0xff, 40, 44);
  expect(measureAudio(open, 'audio/wav')).toBe(2);
  open.fill(0, 40, 44);
  expect(measureAudio(open, 'audio/wav')).toBe(2);
});

test('Ogg: the samples that the last page counts, 48 000 a second in Opus', () => {
  const opus = join([...oggPage(0, opusHead)], [...oggPage(48_000 * 3, join(zeros(40)))]);
  expect(measureAudio(opus, 'audio/ogg')).toBe(3);
  const vorbisHead = join(1, 'vorbis', zeros(4), 1, little(44_100, 4), zeros(14));
  const vorbis = join([...oggPage(0, vorbisHead)], [...oggPage(44_100 * 4, join(zeros(10)))]);
  expect(measureAudio(vorbis, 'audio/ogg')).toBe(4);
});

test('FLAC: what STREAMINFO says', () => {
  const rateAndSamples = [...big(44_100 * 16 + 2, 3), 0xf0, ...big(44_100 * 7, 4)];
  const flac = join('fLaC', 0x80, 0, 0, 34, zeros(10), rateAndSamples, zeros(16));
  expect(measureAudio(flac, 'audio/flac')).toBeCloseTo(7, 6);
});

test('MP4: the header of its movie, wherever that stands; none in fragments', () => {
  const header = (duration: number): Uint8Array =>
    join(big(108, 4), 'mvhd', zeros(12), big(1_000, 4), big(duration, 4), zeros(80));
  const movie = (duration: number): Uint8Array => {
    const inside = header(duration);
    return join(big(16, 4), 'ftypM4A ', zeros(4), big(20, 4), 'mdat', zeros(12), big(inside.length + 8, 4), 'moov', [
      ...inside,
    ]);
  };
  expect(measureAudio(movie(12_500), 'audio/mp4')).toBe(12.5);
  expect(measureAudio(movie(0), 'audio/mp4')).toBeUndefined();
});

test('MP3: its frames, one by one, after the tags', () => {
  // MPEG 1, layer III, 128 kbit/s, 44.1 kHz: 417 bytes and 1152 samples.
  const frame = join([0xff, 0xfb, 0x90, 0x00], zeros(413));
  const frames = Array.from({ length: 100 }, () => [...frame]).flat();
  const tag = join('ID3', 4, 0, 0, [0, 0, 0, 10], zeros(10));
  expect(measureAudio(join([...tag], frames), 'audio/mpeg')).toBeCloseTo((100 * 1152) / 44_100, 6);
});

test('WebM: up to its last block, because a browser records without knowing the end', () => {
  const cluster = (at: number, block: number): number[] => [
    ...[0x1f, 0x43, 0xb6, 0x75, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    ...[0xe7, 0x82, ...big(at, 2)],
    ...[0xa3, 0x86, 0x81, ...big(block, 2), 0x80, 0, 0],
  ];
  const head = [0x1a, 0x45, 0xdf, 0xa3, 0x80, 0x18, 0x53, 0x80, 0x67, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
  const info = [0x15, 0x49, 0xa9, 0x66, 0x87, 0x2a, 0xd7, 0xb1, 0x83, ...big(1_000_000, 3)];
  expect(measureAudio(join(head, info, cluster(0, 900), cluster(5_000, 240)), 'audio/webm')).toBe(5.24);
});

test('what is cut off, empty or something else has no length, and throws nothing', () => {
  const types = ['audio/wav', 'audio/ogg', 'audio/flac', 'audio/mp4', 'audio/mpeg', 'audio/webm', 'audio/aac'];
  for (const type of types) {
    for (const bytes of [zeros(0), zeros(3), zeros(64), Array.from({ length: 64 }, () => 255)]) {
      expect(measureAudio(new Uint8Array(bytes), type)).toBeUndefined();
    }
  }
});
