import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire, Module } from 'node:module';
import { dirname } from 'node:path';
import { Script } from 'node:vm';

/** So long after the start what V8 compiled is written down, in milliseconds: by then what a start needs is compiled. */
const SETTLED = 10_000;

/**
 * Runs a CommonJS program, which is ASCII alone, with the code that V8 made of it at an earlier start, and keeps that code for the next one beside
 * the program, where the folder can be written. Compiling is a third of what a start costs without it.
 */
export function runKept(file: string): void {
  const cache = `${file}.${process.version}-${process.arch}.cache`;
  const cachedData = readIfThere(cache);
  const script = new Script(wrap(readFileSync(file, 'latin1')), {
    filename: file,
    ...(cachedData === undefined ? {} : { cachedData }),
  });
  if (cachedData === undefined || script.cachedDataRejected === true) keepLater(script, cache);
  const program = new Module(file);
  program.filename = file;
  const require = createRequire(file);
  const start = script.runInThisContext() as (...parts: unknown[]) => void;
  const importModule = (specifier: string): Promise<unknown> => import(specifier);
  start.call(program.exports, program.exports, require, program, file, dirname(file), importModule);
  program.loaded = true;
}

/** As Node wraps it, and with `importModule` instead of `import()`, which in a script of one’s own is experimental. */
function wrap(text: string): string {
  return `(function (exports, require, module, __filename, __dirname, importModule) { ${text}\n});`;
}

function keepLater(script: Script, cache: string): void {
  let kept = false;
  const keep = (): void => {
    if (kept) return;
    kept = true;
    const unfinished = `${cache}.${process.pid}`;
    try {
      writeFileSync(unfinished, script.createCachedData());
      renameSync(unfinished, cache);
    } catch {
      // A folder that cannot be written, as in a container: the next start compiles again.
      rmSync(unfinished, { force: true });
    }
  };
  setTimeout(keep, SETTLED).unref();
  process.once('exit', (status) => {
    if (status === 0) keep();
  });
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
