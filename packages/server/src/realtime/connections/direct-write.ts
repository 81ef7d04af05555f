import type { Socket } from 'node:net';
import { getSystemErrorName } from 'node:util';

/** What a TCP socket writes with (Node 20 to 24, lib/internal/stream_base_commons.js). It is not documented. */
interface Handle {
  /** Takes what it can at once; the rest is written later, and only then the request is told. */
  writeBuffer(request: WriteRequest, bytes: Buffer): number;
}

interface WriteRequest {
  oncomplete: (status: number) => void;
  /** Kept from the garbage collector until they are written. */
  bytes: Buffer;
  stream: Socket;
  /** NEVER_WAITED until a write with it was left to the system for later. */
  getAsyncId(): number;
}

const NEVER_WAITED = -1;

/** The kind of request that Node makes for a write of its own; undefined until it has made one. */
let Request: (new () => WriteRequest) | undefined;
/** Serves all writes that are done at once, which are nearly all of them. */
let idle: WriteRequest | undefined;
let isSupported = true;

/** On a stream: how many bytes were handed over past it and still wait for a slow reader. */
const PENDING = Symbol('pending');

type Written = Socket & { [PENDING]?: number };

/**
 * Writes past the stream’s queue while nothing waits in it: a seventh of what a short write costs, as nobody has to be told
 * when it is done. false: not taken, the stream must write it; so it is where Node is not as we know it.
 */
export function writeDirectly(stream: Socket, bytes: Buffer): boolean {
  const handle = (stream as unknown as { _handle: Handle | null })._handle;
  // What the stream has written itself and the system has not taken is part of its length.
  if (!isSupported || handle === null || !stream.writable || waitingBytes(stream) > 0) return false;
  if (Request === undefined) {
    learn(handle);
    return false;
  }
  idle ??= new Request();
  const request = idle;
  const fault = handle.writeBuffer(request, bytes);
  if (fault === 0 && request.getAsyncId() === NEVER_WAITED) return true;
  idle = undefined;
  if (fault !== 0) {
    fail(stream, fault);
    return true;
  }
  request.oncomplete = complete;
  request.bytes = bytes;
  request.stream = stream;
  (stream as Written)[PENDING] = bytes.length;
  return true;
}

/** Bytes that wait for the reader in this process: the stream’s own, and those that were written past it. */
export function waitingBytes(stream: Socket): number {
  return stream.writableLength + ((stream as Written)[PENDING] ?? 0);
}

function complete(this: WriteRequest, status: number): void {
  (this.stream as Written)[PENDING] = 0;
  if (status < 0) fail(this.stream, status);
}

/** As the stream does itself when the system refuses a write. */
function fail(stream: Socket, status: number): void {
  const code = getSystemErrorName(status);
  stream.destroy(Object.assign(new Error(`write ${code}`), { code, errno: status, syscall: 'write' }));
}

/** Looks at the request with which the stream makes its next write, on a socket of the kinds that we know. */
function learn(handle: Handle): void {
  const kind = handle.constructor.name;
  isSupported = (kind === 'TCP' || kind === 'Pipe') && typeof handle.writeBuffer === 'function';
  if (!isSupported) return;
  handle.writeBuffer = (request, bytes) => {
    // Its prototype’s again.
    delete (handle as Partial<Handle>).writeBuffer;
    const Kind = request.constructor as new () => WriteRequest;
    isSupported = Kind.name === 'WriteWrap' && new Kind().getAsyncId?.() === NEVER_WAITED;
    if (isSupported) Request = Kind;
    return handle.writeBuffer(request, bytes);
  };
}
