import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { io } from 'socket.io-client';

/**
 * Joins the compiled server and the packages that a start needs into one CommonJS file (`dist/bundle/server.js`), and
 * starts it once, so that the code V8 makes of it lies beside it. `dist/main.js` runs it.
 */
const dist = fileURLToPath(new URL('dist/', import.meta.url));
const { BUNDLE_FOLDER, BUNDLE_PROGRAM, BUNDLE_STAMP, hashCompiled } = await import('./dist/processes/bundle.js');
const folder = join(dist, BUNDLE_FOLDER);

const VALIDATORS = join(dist, 'http/compile-schema.js');
const NODE_REQUIRE = 'const require = createRequire(import.meta.url);';

const VIRTUAL = 'virtual:program';
/** Everything that the start of a server with SQLite loads, so that it is in the one file although it is asked for later. */
const PROGRAM = ['serve.js', 'app.js', 'storage/sqlite/sqlite-store.js', 'cli/start-text.js']
  .map((file) => `import ${JSON.stringify(join(dist, file))};`)
  .reverse()
  .join('\n');

/** Loaded from node_modules: what is native, reads files beside itself, is optional, or is large and rarely needed. */
const EXTERNAL = [
  /^@node-rs\//,
  /^@photostructure\/sqlite/,
  /^@fastify\/swagger/,
  /^eld\//,
  /^@ai-sdk\//,
  'file-type',
  'bufferutil',
  'utf-8-validate',
  'pg-native',
];

/** Makes one file of a program. What is imported later is in it, too, and evaluated when it is asked for. */
async function bundle(input, file) {
  const build = await rolldown({
    input,
    platform: 'node',
    external: EXTERNAL,
    plugins: [
      {
        name: 'program',
        resolveId: (id) => (id === VIRTUAL ? id : undefined),
        load: (id) => (id === VIRTUAL ? { code: PROGRAM, moduleSideEffects: true } : undefined),
        // A “require” of Node’s making is not looked at; the bundler’s own finds the module, and is as lazy.
        transform: (code, id) => (id === VALIDATORS ? { code: code.replace(NODE_REQUIRE, ''), map: null } : undefined),
        renderChunk: (code) => ({ code: importByRunner(code), map: null }),
      },
    ],
    onLog: () => undefined,
  });
  await build.write({
    file: join(folder, file),
    format: 'cjs',
    codeSplitting: false,
    comments: { legal: true, annotation: false, jsdoc: false },
  });
  await build.close();
  const written = join(folder, file);
  writeFileSync(written, toAscii(readFileSync(written, 'utf8')));
}

/** What is not in the bundle is imported by the one that runs it (src/processes/code-cache.ts). */
function importByRunner(code) {
  return code.replaceAll(/(?<![.\w])import\((?=")/g, 'importModule(');
}

/**
 * Letters beyond ASCII as escapes, which mean the same wherever such letters stand: in texts, names and regular expressions.
 * Six megabytes of ASCII are read and kept in half the time and memory.
 */
function toAscii(code) {
  return code.replaceAll(/[^\t\n\r -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** One start and one client: what V8 compiled for them is written when the program ends. */
async function startOnce() {
  const data = mkdtempSync(join(tmpdir(), 'parlance-bundle-'));
  const env = { PATH: process.env.PATH, DATA_DIR: data, HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'error' };
  const server = spawn(process.execPath, [join(dist, 'main.js')], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  server.stderr.setEncoding('utf8').on('data', (text) => {
    said += text;
    const url = /running at (http:\S+)/.exec(said)?.[1];
    if (url !== undefined)
      void visit(url).then(
        () => server.kill('SIGTERM'),
        (fault) => {
          said += fault.stack;
          server.kill('SIGKILL');
        },
      );
  });
  const code = await new Promise((resolve) => {
    server.once('exit', resolve);
  });
  rmSync(data, { recursive: true, force: true });
  if (code === 0) return;
  process.stderr.write(`The bundled server did not start and stop (status ${code}):\n${said}\n`);
  process.exit(1);
}

/** What a first client does, so that the code for it is kept as well: it enters, connects, is brought up to date. */
async function visit(url) {
  const entered = await fetch(`${url}/v1/auth/guest`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ display_name: 'First' }),
  });
  const { access_token: token } = await entered.json();
  const socket = io(`${url}/v1`, { auth: { token }, transports: ['websocket'], reconnection: false });
  socket.on('sync', (_page, stored) => stored());
  await new Promise((resolve, reject) => {
    socket.once('live', resolve);
    socket.once('connect_error', reject);
  });
  socket.close();
}

rmSync(folder, { recursive: true, force: true });
await bundle(VIRTUAL, BUNDLE_PROGRAM);
await bundle(join(dist, 'integrations/ai/transformers-worker.js'), 'transformers-worker.js');
writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }\n');
// Last: a bundle without it is not used.
writeFileSync(join(folder, BUNDLE_STAMP), hashCompiled(dist) ?? '');
await startOnce();
