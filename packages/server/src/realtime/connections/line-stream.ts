import type { Socket } from 'node:net';

/** What hears the bytes of a stream. They are only lent: whoever keeps some copies them. false: no more for now. */
export interface Hearer {
  hear(bytes: Buffer): boolean;
}

/** What a TCP socket reads with (Node 20 to 24, lib/net.js and lib/internal/stream_base_commons.js). It is not documented. */
interface Handle {
  reading: boolean;
  readStart(): number;
  /** Has everything read into these bytes from now on, instead of new ones for each read. */
  useUserBuffer(bytes: Buffer): void;
}

interface LentSymbols {
  buffer: symbol;
  take: symbol;
  next: symbol;
}

type Heard = Socket & { [HEARER]?: Hearer } & Record<symbol, unknown>;

const HEARER = Symbol('hearer');

/** Every read goes in here and is worked off before the next: thousands of idle connections share it. */
const lent = Buffer.allocUnsafeSlow(64 * 1024);

/**
 * Has `hearer` hear what comes, instead of the listeners of “data”. Where Node is as we know it, the bytes of all such
 * streams are read into the same memory, which saves a buffer, an event and a queue for each read.
 */
export function hearStream(stream: Socket, hearer: Hearer): void {
  const heard = stream as Heard;
  heard[HEARER] = hearer;
  const symbols = findLentSymbols(heard);
  if (symbols === undefined) {
    stream.on('data', hearChunk);
  } else {
    heard[symbols.buffer] = lent;
    heard[symbols.take] = takeLent;
    heard[symbols.next] = null;
    handleOf(heard)?.useUserBuffer(lent);
  }
  stream.resume();
}

/** Goes on after `hear` has answered with false. */
export function hearOn(stream: Socket): void {
  const handle = handleOf(stream);
  if (stream.listenerCount('data') > 0) stream.resume();
  else if (handle !== null && !stream.destroyed && !handle.reading) {
    handle.reading = true;
    handle.readStart();
  }
}

/** Called by Node with what it has read; false has it stop. */
function takeLent(this: Heard, count: number, bytes: Buffer): boolean {
  return this[HEARER]?.hear(bytes.subarray(0, count)) !== false;
}

function hearChunk(this: Heard, chunk: Buffer): void {
  if (this[HEARER]?.hear(chunk) === false) this.pause();
}

function handleOf(stream: Socket): Handle | null {
  return (stream as unknown as { _handle: Handle | null })._handle;
}

/** Where a stream keeps the memory that it reads into; undefined where that is not to be found, and for encrypted ones. */
function findLentSymbols(stream: Heard): LentSymbols | undefined {
  const handle = handleOf(stream);
  const kind = handle?.constructor.name;
  if ((kind !== 'TCP' && kind !== 'Pipe') || typeof handle?.useUserBuffer !== 'function') return undefined;
  const found = new Map(Object.getOwnPropertySymbols(stream).map((symbol) => [symbol.description, symbol]));
  const [buffer, take, next] = ['kBuffer', 'kBufferCb', 'kBufferGen'].map((name) => found.get(name));
  if (buffer === undefined || take === undefined || next === undefined) return undefined;
  // One with memory of its own is somebody else’s.
  return stream[buffer] === null ? { buffer, take, next } : undefined;
}
