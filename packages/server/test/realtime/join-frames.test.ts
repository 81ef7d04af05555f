import { expect, test } from 'vitest';
import type { DomainEvent } from '../../src/core/events.ts';
import type { Connection } from '../../src/realtime/connections/connection.ts';
import { encodeTextFrame, Frame } from '../../src/realtime/connections/frame.ts';
import { joinFrames, joinWhole } from '../../src/realtime/connections/join-frames.ts';
import type { Edge } from '../../src/realtime/edge.ts';
import { Telling } from '../../src/realtime/telling.ts';

const makeFrame = (text: string, ephemeral = false) => new Frame('/', 'event', JSON.stringify({ text }), ephemeral);

const encode = (frames: readonly Frame[], token?: string) =>
  Buffer.concat(
    frames.map((frame, index) => encodeTextFrame(frame.packet(index === frames.length - 1 ? token : undefined))),
  );

test('a batch is one piece, and who does not get all of it gets what is around the gaps', () => {
  const frames = Array.from({ length: 9 }, (_, number) => makeFrame(`message ${number}`));
  expect(joinFrames(frames, undefined)).toHaveLength(1);
  expect(joinWhole(frames, undefined)).toEqual(encode(frames));
  const others = frames.filter((_, index) => index !== 3 && index !== 8);
  const pieces = joinFrames(others, undefined);
  expect(pieces).toHaveLength(2);
  expect(Buffer.concat(pieces)).toEqual(encode(others));
  expect(joinWhole(others, undefined)).toEqual(encode(others));
});

test('the last frame that can carries the token, and the same frames with another token are others', () => {
  const frames = [makeFrame('first'), makeFrame('last')];
  expect(joinFrames(frames, 'a')).toHaveLength(1);
  expect(joinWhole(frames, 'a')).toEqual(encode(frames, 'a'));
  expect(joinWhole(frames, 'b')).toEqual(encode(frames, 'b'));
  const typing = makeFrame('typing', true);
  expect(joinWhole([...frames, typing], 'c')).toEqual(Buffer.concat([encode(frames, 'c'), encode([typing])]));
});

test('frames that were joined last are not joined again for the next who hears them, whoever is only answered in between', () => {
  const frames = [makeFrame('first'), makeFrame('last')];
  const pieces = joinFrames(frames, 'a');
  expect(joinFrames([], undefined)).toEqual([]);
  expect(joinFrames([...frames], 'a')).toBe(pieces);
});

test('more than lies in one piece of memory is several pieces, however long each frame is', () => {
  const lengths = [10, 40_000, 30_000, 200, 31_000, 70_000, 32_000, 31_000, 125, 126, 65_536, 1];
  const frames = lengths.map((length, index) => makeFrame(String(index % 10).repeat(length)));
  const pieces = joinFrames(frames, undefined);
  expect(pieces.length).toBeLessThan(frames.length);
  expect(Buffer.concat(pieces).equals(encode(frames))).toBe(true);
});

test('a connection does not get what it is excepted from, and all others get one and the same list', () => {
  const senders = ['a', 'b', 'a', undefined, 'c'];
  const deliveries = senders.map((except, number) => ({ frame: makeFrame(`message ${number}`), except }));
  const edge: Edge = { name: 'some', present: () => deliveries };
  const telling = new Telling([edge], [{ type: 'message.sent' } as DomainEvent]);
  const heardBy = (id: string) => telling.framesFor({ id, edge: 'some' } as Connection);
  const frames = deliveries.map(({ frame }) => frame);
  expect(heardBy('somebody')).toEqual(frames);
  expect(heardBy('nobody')).toBe(heardBy('somebody'));
  expect(heardBy('a')).toEqual([frames[1], frames[3], frames[4]]);
  expect(heardBy('b')).toEqual([frames[0], frames[2], frames[3], frames[4]]);
  expect(heardBy('c')).toEqual(frames.slice(0, 4));
});
