import pino, { type Logger } from 'pino';

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
  return pino({ level, base: null, redact: { paths, censor: '[redacted]' }, timestamp: pino.stdTimeFunctions.isoTime });
}
