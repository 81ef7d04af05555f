import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { Gate, type GatedReader } from '../../src/realtime/connections/gate.ts';

/** A connection with requests that wait to be read; `under way` are those that were. */
class Reader implements GatedReader {
  readonly #gate: Gate;
  readonly #begun: number[] = [];
  waiting: number;
  turn = 0;
  takenInTurn = 0;

  constructor(gate: Gate, waiting: number) {
    this.#gate = gate;
    this.waiting = waiting;
  }

  get underWay(): number {
    return this.#begun.length;
  }

  readOn(): void {
    for (; this.waiting > 0; this.waiting -= 1) {
      if (!this.#gate.mayRead(this)) {
        this.#gate.hold(this);
        return;
      }
      this.#gate.took(this);
      this.#begun.push(this.#gate.began());
    }
  }

  finishAll(): void {
    for (const began of this.#begun.splice(0)) this.#gate.finished(began);
  }
}

function make(count: number, waiting: number): { readers: Reader[]; underWay: () => number } {
  const gate = new Gate();
  const readers = Array.from({ length: count }, () => new Reader(gate, waiting));
  return { readers, underWay: () => readers.reduce((sum, reader) => sum + reader.underWay, 0) };
}

async function turns(): Promise<void> {
  for (let index = 0; index < 20; index += 1) await turn();
}

test('thousands who ask little each have no more under way together than one flood may', async () => {
  const { readers, underWay } = make(3000, 2);
  for (const reader of readers) reader.readOn();
  await turns();
  expect(underWay()).toBe(320);
  let most = 0;
  while (readers.some((reader) => reader.waiting > 0 || reader.underWay > 0)) {
    for (const reader of readers) reader.finishAll();
    await turn();
    most = Math.max(most, underWay());
  }
  expect(most).toBeLessThanOrEqual(320);
  expect(readers.every((reader) => reader.waiting === 0)).toBe(true);
});

test('a flood leaves room for who asks little', async () => {
  const { readers, underWay } = make(40, 1000);
  const [quiet, ...flooding] = readers as [Reader, ...Reader[]];
  quiet.waiting = 0;
  for (const reader of flooding) reader.readOn();
  await turns();
  expect(underWay()).toBe(256);
  quiet.waiting = 1;
  quiet.readOn();
  expect(quiet.waiting).toBe(0);
});

test('who is held is read before those who come after', async () => {
  const { readers } = make(640, 1);
  for (const reader of readers) reader.readOn();
  const [first, held] = [readers.slice(0, 320), readers.slice(320)];
  expect(held.every((reader) => reader.waiting === 1)).toBe(true);
  let later: Reader[] = [];
  while (held.some((reader) => reader.waiting > 0)) {
    // As many come as are answered, so that there is never room for all.
    const answered = [...first, ...held, ...later].filter((reader) => reader.underWay > 0).slice(0, 16);
    for (const reader of answered) reader.finishAll();
    later = answered;
    for (const reader of later) {
      reader.waiting = 1;
      reader.readOn();
    }
    const isHeldLeft = held.some((reader) => reader.waiting > 0);
    if (isHeldLeft) expect(later.some((reader) => reader.underWay > 0)).toBe(false);
    await turn();
  }
});

test('who has nothing under way is read before those who wait for more', async () => {
  const { readers, underWay } = make(108, 3);
  const quiet = readers.at(-1) as Reader;
  const asking = readers.slice(0, -1);
  for (const reader of asking) reader.readOn();
  const more = asking.at(-1) as Reader;
  expect([underWay(), more.underWay, more.waiting]).toEqual([320, 2, 1]);
  asking[0]?.finishAll();
  quiet.waiting = 1;
  quiet.readOn();
  expect([quiet.waiting, more.waiting]).toEqual([0, 1]);
  await turn();
  expect(more.waiting).toBe(0);
});

test('who had much under way is read again although thousands who ask little leave no room for more', async () => {
  const { readers } = make(2000, 1);
  const [busy, ...others] = readers as [Reader, ...Reader[]];
  busy.waiting = 9;
  busy.readOn();
  for (const reader of others) reader.readOn();
  await turns();
  expect(busy.waiting).toBe(1);
  busy.finishAll();
  for (let index = 0; index < 100 && busy.waiting > 0; index += 1) {
    const answered = others.filter((reader) => reader.underWay > 0).slice(0, 40);
    for (const reader of answered) {
      reader.finishAll();
      reader.waiting = 1;
      reader.readOn();
    }
    await turn();
  }
  expect(busy.waiting).toBe(0);
});

test('who waits for somebody outside costs nothing meanwhile', async () => {
  const { readers } = make(1, 17);
  const [reader] = readers as [Reader];
  reader.readOn();
  await turns();
  expect([reader.underWay, reader.waiting]).toEqual([16, 1]);
  const asked = vi.spyOn(reader, 'underWay', 'get');
  await turns();
  expect(asked).not.toHaveBeenCalled();
  asked.mockRestore();
  reader.finishAll();
  await turns();
  expect(reader.waiting).toBe(0);
});

test('requests that wait for somebody outside stop counting, so that others are read', async () => {
  const { readers, underWay } = make(400, 1);
  for (const reader of readers) reader.readOn();
  await turns();
  expect(underWay()).toBe(320);
  // None of them is finished.
  const end = Date.now() + 5000;
  while (underWay() < 400 && Date.now() < end) await delay(50);
  expect(underWay()).toBe(400);
  for (const reader of readers) reader.finishAll();
  const [first] = readers as [Reader];
  first.waiting = 1;
  first.readOn();
  expect(first.waiting).toBe(0);
});
