import type { Field } from '../field.ts';
import { address, choice, integer, line, origins, proxies } from '../kinds.ts';

/** Where the server listens and where its data lies. */
export const serverFields = {
  PORT: integer(
    { minimum: 0, maximum: 65_535 },
    {
      group: 'Listening',
      description: 'The port to listen on; 0 takes any free one, which the start text names.',
      fallback: 5000,
      aliases: [{ name: 'SERVER_PORT' }, { name: 'FLASK_PORT' }],
    },
  ),
  HOST: line({
    group: 'Listening',
    description:
      'The address to listen on. `127.0.0.1` is reached from this machine alone; `0.0.0.0` or `::` from everywhere, which closes the passwordless doors unless `PASSWORDLESS=on`.',
    allowed: 'a host name or an IP address',
    fallback: '127.0.0.1',
    aliases: [{ name: 'SERVER_HOST' }, { name: 'FLASK_HOST' }],
  }),
  ALLOWED_ORIGINS: origins({
    group: 'Listening',
    description:
      'Web pages of other origins that may use this server; the page it serves itself always may. `*` lets every web page in the world try. The values of all names add up.',
    fallback: [] as readonly string[],
    fallbackText: 'none',
    aliases: [{ name: 'CORS_ORIGINS' }, { name: 'FRONTEND_URL' }],
  }),
  TRUST_PROXY: proxies({
    group: 'Listening',
    description:
      'Reverse proxies in front of this server whose `X-Forwarded-For` is believed. Without one it must stay off, or everybody can pretend to be anybody.',
    fallback: false,
  }),
  MAX_CONNECTIONS: integer(
    { minimum: 1, maximum: 1_000_000 },
    {
      group: 'Listening',
      description: 'How many live connections this process holds; more are told when to come back.',
      fallback: 10_000,
    },
  ),
  WORKERS: integer(
    { minimum: 1, maximum: 256 },
    {
      group: 'Listening',
      description:
        'How many processes serve behind the one port, best as many as the machine has cores. On SQLite one of them owns the file and does the work, and the others hold the connections for it; all limits count once. On PostgreSQL each does everything, and what counts for a process (`MAX_CONNECTIONS`, `DATABASE_CONNECTIONS`, `OUTBOX_WORKERS`) is there for each of them.',
      fallback: 1,
    },
  ),
  DATA_DIR: line({
    group: 'Data',
    description: 'The folder of everything the server keeps: database, media, generated secrets.',
    allowed: 'a path',
    fallback: './data',
  }),
  DATABASE_URL: databaseUrl(),
  DATABASE_CONNECTIONS: integer(
    { minimum: 3, maximum: 500 },
    {
      group: 'Data',
      description:
        'How many connections to PostgreSQL this process holds at most, without the two of its notifications where there is no Redis.',
      fallback: 10,
    },
  ),
  REDIS_URL: address(['redis', 'rediss'], {
    group: 'Data',
    description:
      'A Redis server by which several nodes on one PostgreSQL database hear each other at once. Without it they use PostgreSQL’s own notifications; while it is away, they look into the database ten times a second.',
    fallback: null,
    fallbackText: 'none',
    aliases: [{ name: 'SSE_REDIS_URL' }],
  }),
  DURABILITY: choice(['full', 'relaxed'], {
    group: 'Data',
    description:
      '`full`: what was acknowledged survives a loss of power. `relaxed`: it survives a crash of the server, but a loss of power can take the last moments.',
    fallback: 'full' as 'full' | 'relaxed',
  }),
  UPLOAD_FOLDER: line({
    group: 'Data',
    description: 'The folder for media.',
    allowed: 'a path',
    fallback: null,
    fallbackText: '`media` in `DATA_DIR`',
  }),
};

function databaseUrl(): Field<string | null> {
  const field = address(['postgres', 'postgresql'], {
    group: 'Data',
    description: 'A PostgreSQL database to use in place of the SQLite file in `DATA_DIR`.',
    fallback: null,
    fallbackText: 'the SQLite file',
  });
  const parse: typeof field.parse = (text) => {
    if (!/^sqlite/i.test(text)) return field.parse(text);
    const wants = 'leave it out: the SQLite file is the default, and lies in DATA_DIR as parlance.db';
    return { wants, got: 'an SQLite address' };
  };
  return { ...field, parse };
}
