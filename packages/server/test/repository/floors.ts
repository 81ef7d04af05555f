/** package-lock.json, as far as it matters here. */
export interface Lock {
  packages: Record<string, { version?: string; resolved?: string; link?: boolean }>;
}

/**
 * The first version of each package without a known hole through which a stranger can hurt the server.
 * More than one floor: one for each major that got the fix.
 */
const FLOORS: Record<string, readonly string[]> = {
  ws: ['8.23.0'],
  'engine.io': ['6.6.11'],
  'socket.io-parser': ['4.2.7'],
  fastify: ['5.12.1'],
  undici: ['6.29.1', '7.30.1', '8.12.2'],
};

/** Packages that must be in the lock; were one missing, its floor would guard nothing. */
const REQUIRED = ['ws', 'engine.io', 'socket.io-parser', 'fastify'];

const PUBLIC_REGISTRY = 'https://registry.npmjs.org/';

/** One sentence for each entry, nested ones too, that is below its floor, and for each required package not there. */
export function findBelowFloor(lock: Lock): string[] {
  const entries = Object.entries(lock.packages).map(([path, { version = '' }]) => ({
    name: toName(path),
    path,
    version,
  }));
  const below = entries.flatMap(({ name, path, version }) => {
    const floors = Object.hasOwn(FLOORS, name) ? FLOORS[name] : undefined;
    if (floors === undefined || isAtLeastOne(version, floors)) return [];
    return [`${path} is ${version}, and must be at least ${floors.join(' or ')}`];
  });
  const missing = REQUIRED.filter((name) => !entries.some((entry) => entry.name === name));
  return [...below, ...missing.map((name) => `${name} is not in the lock`)];
}

/** One sentence for each entry that would be fetched from anywhere but the public npm registry. */
export function findForeignHosts(lock: Lock): string[] {
  return Object.entries(lock.packages).flatMap(([path, { resolved, link }]) => {
    if (resolved === undefined || link === true) return [];
    return resolved.startsWith(PUBLIC_REGISTRY) ? [] : [`${path} comes from ${resolved}`];
  });
}

/** `a/node_modules/b/node_modules/@c/d` → `@c/d`. */
function toName(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/** A later major than the last floor's has the fix; an earlier or unlisted one in between never got it. */
function isAtLeastOne(version: string, floors: readonly string[]): boolean {
  const [major] = toNumbers(version);
  const floor = floors.find((one) => toNumbers(one)[0] === major);
  if (floor !== undefined) return isAtLeast(version, floor);
  return major > toNumbers(floors.at(-1) ?? '')[0];
}

function isAtLeast(version: string, floor: string): boolean {
  const wanted = toNumbers(floor);
  const given = toNumbers(version);
  const differing = wanted.findIndex((number, index) => number !== given[index]);
  // A prerelease of the floor itself comes before the fix.
  if (differing < 0) return !version.includes('-');
  return (given[differing] ?? 0) > (wanted[differing] ?? 0);
}

function toNumbers(version: string): [major: number, minor: number, patch: number] {
  const [major = 0, minor = 0, patch = 0] = version.split(/[.+-]/).map(Number);
  return [major, minor, patch];
}
