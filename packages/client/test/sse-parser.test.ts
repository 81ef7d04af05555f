import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SseParser } from '../src/connection/sse-parser.ts';

const stream =
  'id: t1\nevent: sync\ndata: {"a":1}\n\n: note\n\nevent: event\r\ndata: one\r\ndata: two\r\n\r\ndata:bare\n\nevent: x\n\n';
const frames = [
  { event: 'sync', data: '{"a":1}' },
  { event: 'event', data: 'one\ntwo' },
  { event: 'message', data: 'bare' },
];

it('gives the same frames however the stream is cut', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(stream.length)), (cuts) => {
      const parser = new SseParser();
      const places = [0, ...cuts.sort((a, b) => a - b), stream.length];
      const pieces = places.slice(1).map((place, index) => stream.slice(places[index], place));
      expect(pieces.flatMap((piece) => parser.push(piece))).toEqual(frames);
    }),
  );
});

it('gives nothing of a frame that has not ended', () => {
  expect(new SseParser().push('event: event\ndata: {"half":')).toEqual([]);
});
