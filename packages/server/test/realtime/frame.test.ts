import { describe, expect, test } from 'vitest';
import {
  boundTextFrame,
  encodeTextFrame,
  Frame,
  measureTextFrame,
  writeTextFrame,
} from '../../src/realtime/connections/frame.ts';

/** Before and behind what is written: bytes that have to stay. */
const MARGIN = 5;

/** RFC 6455, 5.2, by the number of bytes. */
function headOf(length: number): number[] {
  if (length < 126) return [0x81, length];
  if (length < 65_536) return [0x81, 126, length >> 8, length & 255];
  return [0x81, 127, 0, 0, 0, 0, 0, length >> 16, (length >> 8) & 255, length & 255];
}

describe('a text as a WebSocket message', () => {
  const lengths = [0, 1, 41, 42, 43, 62, 63, 125, 126, 127, 21_844, 21_845, 21_846, 32_767, 65_535, 65_536];
  const units = { ascii: 'a', 'two bytes': 'é', 'three bytes': '界', 'a pair': '😀', 'half a pair': '\ud83d' };

  for (const [name, unit] of Object.entries(units)) {
    test.each(lengths)(`${name}, %i times`, (times) => {
      const text = unit.repeat(times);
      const bytes = Buffer.from(text);
      const frame = Buffer.concat([Buffer.from(headOf(bytes.length)), bytes]);
      expect(encodeTextFrame(text).equals(frame)).toBe(true);
      expect(measureTextFrame(text)).toBe(frame.length);
      expect(boundTextFrame(text)).toBeGreaterThanOrEqual(frame.length);

      const target = Buffer.alloc(MARGIN + boundTextFrame(text) + MARGIN, 7);
      expect(writeTextFrame(target, MARGIN, text)).toBe(MARGIN + frame.length);
      expect(target.subarray(MARGIN, MARGIN + frame.length).equals(frame)).toBe(true);
      expect(target.subarray(0, MARGIN).every((byte) => byte === 7)).toBe(true);
      expect(target.subarray(MARGIN + frame.length).every((byte) => byte === 7)).toBe(true);
    });
  }

  test('what is encoded one behind the other is not touched by what follows, also where memory is begun anew', () => {
    const frames = Array.from(
      { length: 400 },
      (_, index) => new Frame('/', 'told', JSON.stringify({ index, text: '界'.repeat((index * 37) % 700) })),
    );
    const encoded = frames.map((frame) => frame.websocket().bytes);
    for (const [index, frame] of frames.entries()) {
      expect(encoded[index]?.equals(encodeTextFrame(frame.packet()))).toBe(true);
    }
  });
});
