import { expect, test } from 'vitest';
import { splitFrames } from '../../src/fronts/front/split-frames.ts';
import { encodeBinaryFrame, encodeTextFrame } from '../../src/realtime/connections/frame.ts';

test.each([0, 1, 124, 125, 126, 127, 65_535, 65_536, 100_000])(
  'messages of %d bytes are taken apart again',
  (length) => {
    const text = '🌹'.repeat(length / 4) + 'x'.repeat(length % 4);
    const bytes = Buffer.alloc(length, 7);
    const frames = Buffer.concat([
      encodeTextFrame(`4${text}`),
      encodeBinaryFrame(bytes),
      encodeTextFrame('42["last"]'),
    ]);
    expect(splitFrames(frames)).toEqual([text, bytes, '2["last"]']);
  },
);
