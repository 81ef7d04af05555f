// @ts-check
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../process/find-program.mjs';
import { spawnProgram } from '../process/spawn-server.mjs';
import { XMPP_HOST, XMPP_ROOMS, xmppScenes } from './xmpp-scenes.mjs';

/** Prosody with its own storage, and archives of rooms and people on. @type {import('../types.ts').Target} */
export const prosody = {
  id: 'prosody',
  wire: 'xmpp',
  workloads: ['A', 'A-low', 'B', 'C', 'D', 'Q'],
  missing: () => (findProgram('prosody') === undefined ? 'apt-get install prosody' : undefined),
  start: (options = {}) => spawnProgram({ name: 'Prosody', prepare }, options),
  ...xmppScenes,
};

/** @param {{ port: number, dataDirectory: string }} place */
function prepare({ port, dataDirectory }) {
  const file = join(dataDirectory, 'prosody.cfg.lua');
  mkdirSync(join(dataDirectory, 'prosody'), { recursive: true });
  chmodSync(dataDirectory, 0o755);
  writeFileSync(
    file,
    `run_as_root = true
daemonize = false
pidfile = "${dataDirectory}/prosody.pid"
data_path = "${dataDirectory}/prosody"
certificates = "${dataDirectory}"
interfaces = { "127.0.0.1" }
c2s_ports = { ${port} }
c2s_direct_tls_ports = {}
s2s_ports = {}
http_ports = {}
https_ports = {}
log = { warn = "*console" }
network_backend = "epoll"
modules_enabled = { "roster", "saslauth", "disco", "smacks", "mam", "register_ibr", "ping" }
modules_disabled = { "s2s", "tls", "posix" }
allow_registration = true
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
authentication = "internal_plain"
storage = "internal"
VirtualHost "${XMPP_HOST}"
Component "${XMPP_ROOMS}" "muc"
  modules_enabled = { "muc_mam" }
  muc_room_locking = false
  muc_log_by_default = true
`,
  );
  return { program: /** @type {string} */ (findProgram('prosody')), args: ['--config', file, '-F'], environment: {} };
}
