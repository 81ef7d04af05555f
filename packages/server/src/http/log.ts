import { writeSync } from 'node:fs';
import pino, { type Logger } from 'pino';

const STANDARD_OUTPUT = 1;

/** JSON lines on standard output. What could be a secret or somebody’s words is never written, wherever it stands. */
export function makeLog(level: string): Logger {
  const names = [
    'password',
    'new_password',
    'current_password',
    'token',
    'access_token',
    'refresh_token',
    'authorization',
    'cookie',
    'secret',
    'api_key',
    'text',
    'content',
  ];
  const paths = names.flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `req.headers.${name}`]);
  const redact = { paths, censor: '[redacted]' };
  return pino({ level, base: null, redact, timestamp: pino.stdTimeFunctions.isoTime }, openOutput());
}

/** What waits in it (sonic-boom 4.2, index.js): lines, those of the write under way or the one that failed, and how long all are. */
interface Waiting {
  _bufs: string[];
  _writingBuf: string;
  _writing: boolean;
  _len: number;
}

/**
 * Lines are written beside the event loop. What waits when the process ends (or when it logs that it must) is tried once: the
 * library would try for ever where nobody reads any more, and the process, told to end, would stay.
 */
function openOutput(): pino.DestinationStream {
  const output = pino.destination({ fd: STANDARD_OUTPUT, sync: false });
  const waiting = output as unknown as Waiting;
  output.flushSync = () => {
    let rest = waiting._bufs.splice(0).join('');
    // What is being written is another thread's until it says so.
    if (!waiting._writing) {
      rest = waiting._writingBuf + rest;
      waiting._writingBuf = '';
    }
    waiting._len -= rest.length;
    let bytes = Buffer.from(rest);
    try {
      while (bytes.length > 0) bytes = bytes.subarray(writeSync(STANDARD_OUTPUT, bytes));
    } catch {
      // Nobody reads.
    }
  };
  return output;
}
