import { posix } from 'node:path';
import type { Import, ParsedSource } from './parse-source.ts';

const SERVER = 'packages/server/src/';

/** Which of our packages each package may import. */
const PACKAGES: Record<string, readonly string[]> = {
  protocol: [],
  server: ['protocol'],
  client: ['protocol'],
  web: ['client', 'protocol'],
};

/** Which parts of the server each part may import besides itself; the table of docs/ARCHITECTURE.md. */
const PARTS: Record<string, readonly string[]> = {
  core: [],
  config: [],
  storage: ['core'],
  integrations: ['core/ports'],
  realtime: ['protocol', 'core'],
  api: ['protocol', 'core', 'realtime', 'http'],
  dialects: ['core', 'realtime', 'http'],
  http: ['protocol', 'core', 'realtime'],
  fronts: ['protocol', 'core', 'realtime', 'http'],
  workers: ['core'],
  processes: [],
  serve: ['app', 'front', 'config', 'cli', 'processes'],
  main: ['serve', 'processes'],
};

/** The parts that put the others together and so may import them all. */
const EVERYTHING = new Set(['app', 'front', 'cli']);

const DATABASES = /^(kysely|pg|pg-.+|@photostructure\/sqlite|better-sqlite3|node:sqlite|sqlite)(\/|$)/;
const CALLING_OUT = /^(undici|node-fetch|axios|got)(\/|$)/;
const INPUT_AND_OUTPUT =
  /^(node:)?(fs|http|https|http2|net|tls|dgram|dns|child_process|worker_threads|cluster|readline|repl)(\/|$)/;
const FRAMEWORKS = /^(fastify|@fastify\/.+|socket\.io(-.+)?|@socket\.io\/.+|redis|ioredis|ws)(\/|$)/;

/** One sentence for each import, environment read or call that the layout forbids in one of the files. */
export function findViolations(sources: readonly ParsedSource[]): string[] {
  return sources.flatMap((source) => [
    ...source.imports.flatMap((one) => toSentence(source.path, one)),
    ...findForbiddenUses(source),
  ]);
}

function toSentence(path: string, one: Import): string[] {
  const fault = one.specifier.startsWith('.')
    ? findRelativeFault(path, one.specifier)
    : findPackageFault(path, one.specifier);
  return fault === undefined ? [] : [`${path} imports ${one.specifier}: ${fault}`];
}

function findForbiddenUses({ path, readsEnvironment, callsOut }: ParsedSource): string[] {
  if (!path.startsWith(SERVER)) return [];
  const part = partOf(path);
  const faults: string[] = [];
  if (readsEnvironment && part !== 'config') faults.push(`${path} reads process.env: only config/ may`);
  if (callsOut && part !== 'integrations') faults.push(`${path} makes an HTTP request: only integrations/ may`);
  return faults;
}

function findPackageFault(path: string, specifier: string): string | undefined {
  const ours = /^@parlance\/([^/]+)/.exec(specifier)?.[1];
  const packageName = path.split('/')[1] ?? '';
  if (ours !== undefined && !PACKAGES[packageName]?.includes(ours)) return `${packageName} may not import ${ours}`;
  if (!path.startsWith(SERVER)) return undefined;
  const part = partOf(path);
  if (ours !== undefined) return mayImport(part, ours) ? undefined : `${part}/ may not import ${ours}`;
  if (DATABASES.test(specifier) && part !== 'storage') return 'only storage/ speaks SQL';
  if (CALLING_OUT.test(specifier) && part !== 'integrations') return 'only integrations/ calls out';
  if (part !== 'core') return undefined;
  if (INPUT_AND_OUTPUT.test(specifier)) return 'core does no input or output';
  if (FRAMEWORKS.test(specifier)) return 'core knows no framework';
  return undefined;
}

function findRelativeFault(path: string, specifier: string): string | undefined {
  const target = resolveRelative(path, specifier);
  const home = path.split('/').slice(0, 3).join('/');
  if (!target.startsWith(`${home}/`)) return `a package is entered by its name, never by a path out of ${home}`;
  if (!path.startsWith(SERVER)) return undefined;
  const from = partOf(path);
  const to = partOf(target);
  if (from === 'dialects' && to === 'dialects') return findDialectFault(path, target);
  if (from === to || mayImport(from, to)) return undefined;
  // Some parts may enter only one folder of another, e.g. integrations only core/ports.
  const inside = `${to}/${target.slice(SERVER.length).split('/')[1]}`;
  if (mayImport(from, inside)) return undefined;
  const allowed = PARTS[from]?.join(', ') || 'nothing of ours';
  return `${from} may import ${allowed}`;
}

function findDialectFault(path: string, target: string): string | undefined {
  const from = dialectOf(path);
  const to = dialectOf(target);
  if (to === undefined || to === from) {
    const isList = target === `${SERVER}dialects/index.ts`;
    return from !== undefined && isList ? 'a dialect does not know the list of dialects' : undefined;
  }
  if (from !== undefined) return `the dialect ${from} may not know the dialect ${to}`;
  return path === `${SERVER}dialects/index.ts` ? undefined : 'only dialects/index.ts knows the dialects';
}

/** The dialect whose folder a file is in, or undefined for what lies directly under dialects/. */
function dialectOf(path: string): string | undefined {
  const [first, ...rest] = path.slice(`${SERVER}dialects/`.length).split('/');
  return rest.length === 0 ? undefined : first;
}

/** The part of the server a file belongs to: the first folder, or the name of a file directly under src. */
function partOf(path: string): string {
  return (path.slice(SERVER.length).split('/')[0] ?? '').replace(/\.ts$/, '');
}

function mayImport(from: string, to: string): boolean {
  return EVERYTHING.has(from) ? to !== 'main' : PARTS[from]?.includes(to) === true;
}

/** The path from the repository's root that a relative import means. */
export function resolveRelative(path: string, specifier: string): string {
  return posix.join(posix.dirname(path), specifier);
}
