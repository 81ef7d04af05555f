/** Far more than anybody is left behind with on purpose (BYTE_BUDGET); one event alone may be as large. */
export const MOST_QUEUED = 8 * 1024 * 1024;
/** So many short ones cost as much memory. */
const MOST_PACKETS = 8_192;

/** The parts of an Engine.IO connection that this needs (engine.io 6.6, build/socket.js). */
interface QueuedEngine {
  readonly writeBuffer: readonly unknown[];
  close(discard: boolean): void;
  on(event: 'packetCreate', listener: (packet: { data?: unknown }) => void): void;
  on(event: 'flush', listener: () => void): void;
}

/**
 * Engine.IO keeps what is not read without a bound. Most of what waits there is ours and counted (SocketConnection), but not
 * what the Socket.IO library answers by itself, even to somebody who has not said who he is: such as that there is no
 * namespace of a name. Whoever asks on and reads nothing is dropped.
 */
export function boundQueue(engine: QueuedEngine): void {
  let bytes = 0;
  let isDropped = false;
  engine.on('packetCreate', ({ data }) => {
    // What is too much by itself is not; what comes behind it is.
    if (!isDropped && (bytes > MOST_QUEUED || engine.writeBuffer.length >= MOST_PACKETS)) {
      isDropped = true;
      // Not in the middle of what the library does now.
      setImmediate(() => engine.close(true));
    }
    if (typeof data === 'string' || Buffer.isBuffer(data)) bytes += data.length;
  });
  engine.on('flush', () => {
    bytes = 0;
  });
}
