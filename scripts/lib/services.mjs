import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/**
 * What some tests need beyond Node. `variable` carries where it is, to the tests too (packages/server/test/support/services.ts
 * reads it); set to nothing it switches the service off. `find` looks for one when the variable is not set at all.
 */
const SERVICES = [
  {
    name: 'PostgreSQL',
    variable: 'TEST_POSTGRES_URL',
    how: 'set TEST_POSTGRES_URL=postgres://user:password@host:port/database (a role that may create databases)',
    find: () => '',
  },
  {
    name: 'Redis',
    variable: 'TEST_REDIS_URL',
    how: 'set TEST_REDIS_URL=redis://host:port (its contents are not kept)',
    find: () => '',
  },
  {
    name: 'Chromium',
    variable: 'TEST_CHROMIUM',
    how: 'apt-get install chromium, or set TEST_CHROMIUM to its path',
    find: () => ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path)) ?? '',
  },
  {
    name: 'nginx',
    variable: 'TEST_NGINX',
    how: 'apt-get install nginx openssl, or set TEST_NGINX to its path',
    find: () => ['/usr/sbin/nginx', '/usr/bin/nginx'].find((path) => existsSync(path)) ?? '',
  },
  {
    name: 'systemd-analyze',
    variable: 'TEST_SYSTEMD_ANALYZE',
    how: 'apt-get install systemd, or set TEST_SYSTEMD_ANALYZE to its path',
    find: () => ['/usr/bin/systemd-analyze', '/bin/systemd-analyze'].find((path) => existsSync(path)) ?? '',
  },
  {
    name: 'python-socketio',
    variable: 'TEST_PYTHON',
    how: 'apt-get install python3-socketio python3-aiohttp python3-requests, or set TEST_PYTHON to a python3 that can import socketio',
    // The system's python3 is asked too: another one may come before it in PATH and lack the system's packages.
    find: () => ['python3', '/usr/bin/python3'].find((python) => canImportSocketIo(python)) ?? '',
  },
];

/** Where each service is, by environment variable: `{ TEST_CHROMIUM: '/usr/bin/chromium', TEST_REDIS_URL: '', … }`. */
export function findServices() {
  return Object.fromEntries(SERVICES.map(({ variable, find }) => [variable, process.env[variable] ?? find()]));
}

/** One sentence for each service that was not found, with how to get it. */
export function describeMissing(services) {
  return SERVICES.filter(({ variable }) => services[variable] === '').map(
    ({ name, how }) => `${name} is missing, so its tests are skipped: ${how}.`,
  );
}

function canImportSocketIo(python) {
  return spawnSync(python, ['-c', 'import socketio'], { stdio: 'ignore', timeout: 10_000 }).status === 0;
}
