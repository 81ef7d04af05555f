import { describe } from 'vitest';

/** A service that some tests need beyond Node; `scripts/lib/services.mjs` finds them and says how to get one. */
export type Service = 'postgres' | 'redis' | 'chromium' | 'nginx' | 'systemd-analyze' | 'python-socketio';

const VARIABLES: Record<Service, string> = {
  postgres: 'TEST_POSTGRES_URL',
  redis: 'TEST_REDIS_URL',
  chromium: 'TEST_CHROMIUM',
  nginx: 'TEST_NGINX',
  'systemd-analyze': 'TEST_SYSTEMD_ANALYZE',
  'python-socketio': 'TEST_PYTHON',
};

/** `postgres://…` of a server whose role may create databases, or undefined. */
export function postgresUrl(): string | undefined {
  return findService('postgres');
}

/** `redis://…` of a server on which tests may write, or undefined. */
export function redisUrl(): string | undefined {
  return findService('redis');
}

/** The path of a Chromium, or undefined. As root it must be started with `--no-sandbox`. */
export function chromiumPath(): string | undefined {
  return findService('chromium');
}

/** The path of nginx, or undefined. */
export function nginxPath(): string | undefined {
  return findService('nginx');
}

/** The path of systemd-analyze, or undefined. */
export function systemdAnalyzePath(): string | undefined {
  return findService('systemd-analyze');
}

/** The path of a python3 that can `import socketio`, or undefined. */
export function pythonSocketio(): string | undefined {
  return findService('python-socketio');
}

/**
 * `describe` for tests that need a service. Without it they are skipped, except in CI (`CI` is set): there the file fails,
 * because a test that did not run proves nothing.
 */
export function describeWith(service: Service, name: string, define: () => void): void {
  if (findService(service) !== undefined) {
    describe(name, define);
    return;
  }
  if (process.env.CI) {
    throw new Error(`"${name}" needs ${service}, and ${VARIABLES[service]} is not set. In CI no test may be skipped.`);
  }
  describe.skip(name, define);
}

function findService(service: Service): string | undefined {
  const value = process.env[VARIABLES[service]];
  return value === undefined || value === '' ? undefined : value;
}
