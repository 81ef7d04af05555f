// @ts-check
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../process/find-program.mjs';
import { postgresMissing, withFreshDatabase } from '../process/postgres.mjs';
import { spawnProgram } from '../process/spawn-server.mjs';
import { XMPP_HOST, XMPP_ROOMS, xmppScenes } from './xmpp-scenes.mjs';

/** @typedef {import('../types.ts').Target} Target */

/** Where Debian puts ejabberd and the libraries it needs. */
const LIBRARIES = '/usr/lib/x86_64-linux-gnu';
const ERLANG = '/usr/lib/erlang/lib';
const SCHEMAS = '/usr/share/ejabberd/sql';
const WORKLOADS = /** @type {import('../types.ts').WorkloadId[]} */ (['A', 'A-low', 'B', 'C', 'D', 'Q']);

/** ejabberd, with people and archives in SQLite. @type {Target} */
export const ejabberdSqlite = {
  id: 'ejabberd-sqlite',
  wire: 'xmpp',
  workloads: WORKLOADS,
  missing: () => ejabberdMissing('p1_sqlite3', 'erlang-p1-sqlite3'),
  start: (options = {}) =>
    startEjabberd(options, (folder) => `sql_type: sqlite\nsql_database: "${folder}/ejabberd.db"`),
  ...xmppScenes,
};

/** The same in PostgreSQL, whose own CPU is not in the figures. @type {Target} */
export const ejabberdPostgres = {
  id: 'ejabberd-postgres',
  wire: 'xmpp',
  workloads: WORKLOADS,
  missing: () => ejabberdMissing('p1_pgsql', 'erlang-p1-pgsql') ?? postgresMissing(),
  start: (options = {}) =>
    withFreshDatabase(options, readFileSync(join(SCHEMAS, 'pg.sql'), 'utf8'), (url) =>
      startEjabberd(options, () => {
        const { hostname, port, username, password, pathname } = new URL(url);
        return [
          'sql_type: pgsql',
          `sql_server: "${hostname}"`,
          `sql_port: ${port === '' ? 5432 : port}`,
          `sql_database: "${pathname.slice(1)}"`,
          `sql_username: "${decodeURIComponent(username)}"`,
          `sql_password: "${decodeURIComponent(password)}"`,
        ].join('\n');
      }),
    ),
  ...xmppScenes,
};

/** @param {string} library @param {string} package_ what brings it */
function ejabberdMissing(library, package_) {
  const isHere = findProgram('ejabberdctl') !== undefined && findProgram('erl') !== undefined;
  const hasLibrary = existsSync(ERLANG) && readdirSync(ERLANG).some((name) => name.startsWith(`${library}-`));
  return isHere && hasLibrary ? undefined : `apt-get install ejabberd ${package_}`;
}

/** @param {import('../types.ts').StartOptions} options @param {(folder: string) => string} toSql */
function startEjabberd(options, toSql) {
  return spawnProgram(
    {
      name: 'ejabberd',
      prepare: ({ port, dataDirectory }) => {
        const file = join(dataDirectory, 'ejabberd.yml');
        writeFileSync(file, toConfig(port, toSql(dataDirectory)));
        return {
          program: /** @type {string} */ (findProgram('erl')),
          // Without a name it is no distributed node, and starts no epmd that would outlive it.
          args: [
            '-noinput',
            '+K',
            'true',
            '+P',
            '250000',
            '-mnesia',
            'dir',
            `"${dataDirectory}/mnesia"`,
            '-s',
            'ejabberd',
          ],
          environment: {
            ERL_LIBS: LIBRARIES,
            EJABBERD_CONFIG_PATH: file,
            EJABBERD_LOG_PATH: join(dataDirectory, 'ejabberd.log'),
            SPOOL_DIR: join(dataDirectory, 'mnesia'),
            HOME: dataDirectory,
          },
        };
      },
    },
    options,
  );
}

/** Everything that would slow a client down on purpose is off, as it is for the others. @param {number} port @param {string} sql */
function toConfig(port, sql) {
  return `hosts: ["${XMPP_HOST}"]
loglevel: warning
listen:
  - port: ${port}
    ip: "127.0.0.1"
    module: ejabberd_c2s
    max_stanza_size: 262144
    starttls: false
auth_method: [sql]
auth_password_format: plain
default_db: sql
${sql}
registration_timeout: infinity
acl: { local: { user_regexp: "" } }
access_rules: { local: { allow: local }, register: { allow: all }, muc_create: { allow: local } }
modules:
  mod_roster: {}
  mod_offline: {}
  mod_ping: {}
  mod_disco: {}
  mod_stream_mgmt: { resend_on_timeout: false }
  mod_register: { ip_access: all, access: register, welcome_message: {} }
  mod_mam: { default: always, assume_mam_usage: true }
  mod_muc:
    host: "${XMPP_ROOMS}"
    access: all
    access_create: muc_create
    access_mam: all
    max_users: 10000
    history_size: 0
    default_room_options: { mam: true, allow_change_subj: false }
`;
}
