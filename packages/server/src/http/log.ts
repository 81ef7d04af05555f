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

/** What waits in it (sonic-boom 4.2, index.js): lines, and those of the write under way or the one that failed. */
interface Waiting {
  _bufs: string[];
  _writingBuf: string;
  _writing: boolean;
}

/**
 * Lines are written beside the event loop. What waits when the process ends is written once: the library would try for ever
 * where nobody reads any more, and the process, told to end, would stay.
 */
function openOutput(): pino.DestinationStream {
  const output = pino.destination({ fd: STANDARD_OUTPUT, sync: false });
  const waiting = output as unknown as Waiting;
  output.flushSync = () => {
    const rest = [waiting._writing ? '' : waiting._writingBuf, ...waiting._bufs.splice(0)].join('');
    waiting._writingBuf = '';
    try {
      if (rest !== '') writeSync(STANDARD_OUTPUT, rest);
    } catch {
      // Nobody reads.
    }
  };
  return output;
}
