import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linkKinds } from '../../src/fronts/link/link-kinds.ts';
import { encodeFor } from '../../src/fronts/link/link-message.ts';
import { LinkReader } from '../../src/fronts/link/link-reader.ts';
import { Batch, type Target } from '../../src/fronts/owner/batch.ts';

const SHARED = [Buffer.from('one'), Buffer.from('two'), Buffer.from('three')];

/** What each connection gets of these bytes, in order. */
function receive(bytes: Buffer, cut: number): Map<number, string[]> {
  const received = new Map<number, string[]>();
  const give = (number: number, text: string): void => {
    received.set(number, [...(received.get(number) ?? []), text]);
  };
  const reader = new LinkReader((kind, body) => {
    if (kind !== linkKinds.share) {
      give(body.readUInt32BE(0), body.toString('utf8', 4));
      return;
    }
    const count = body.readUInt32BE(0);
    const frames = body.toString('utf8', 4 + count * 4);
    for (let index = 1; index <= count; index += 1) give(body.readUInt32BE(index * 4), frames);
  });
  for (let at = 0; at < bytes.length; at += cut) reader.read(bytes.subarray(at, at + cut));
  return received;
}

const step = fc.record({ number: fc.integer({ min: 0, max: 4 }), shared: fc.option(fc.integer({ min: 0, max: 2 })) });

test('every connection gets what was meant for it, in its order, wherever the bytes are cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(step, { maxLength: 20 }), { maxLength: 4 }),
      fc.integer({ min: 1, max: 40 }),
      (turns, cut) => {
        const targets: Target[] = Array.from({ length: 5 }, (_none, number) => ({ number, batch: 0, place: 0 }));
        const expected = new Map<number, string[]>();
        const parts: Buffer[] = [];
        let own = 0;
        for (const steps of turns) {
          const batch = new Batch();
          for (const { number, shared } of steps) {
            const target = targets[number] as Target;
            const bytes = shared === null ? Buffer.from(`own ${own}`) : (SHARED[shared] as Buffer);
            own += 1;
            if (shared === null) batch.add(target, encodeFor(number, linkKinds.tell, bytes));
            else batch.share(target, bytes);
            expected.set(number, [...(expected.get(number) ?? []), bytes.toString()]);
          }
          expect(batch.isEmpty).toBe(steps.length === 0);
          parts.push(...batch.encode());
        }
        expect(receive(Buffer.concat(parts), cut)).toEqual(expected);
      },
    ),
  );
});

test('what a room hears crosses once, an answer to one of them beside it', () => {
  const batch = new Batch();
  const frames = Buffer.alloc(10_000, 'x');
  for (let number = 0; number < 100; number += 1) {
    const target: Target = { number, batch: 0, place: 0 };
    if (number === 50) batch.add(target, encodeFor(number, linkKinds.tell, Buffer.from('answer')));
    batch.share(target, frames);
  }
  expect(Buffer.concat(batch.encode()).length).toBeLessThan(11_000);
});

test('what is no message of a link is refused', () => {
  const reader = new LinkReader(() => undefined);
  expect(() => reader.read(Buffer.from('GET / HTTP/1.1\r\n'))).not.toThrow();
  expect(() => new LinkReader(() => undefined).read(Buffer.from([0, 0, 0, 0, 1]))).toThrow(/0 bytes/);
  expect(() => new LinkReader(() => undefined).read(Buffer.from([0xff, 0, 0, 0, 1]))).toThrow(/bytes/);
});
