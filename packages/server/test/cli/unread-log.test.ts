import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const LOG = fileURLToPath(new URL('../../dist/http/log.js', import.meta.url));

/** Logs when told to on standard input, more than the one line that is written at once, and ends in the same turn. */
const program = `
  const { makeLog } = await import(${JSON.stringify(LOG)});
  const log = makeLog('info');
  process.stdin.once('data', () => {
    log.info('almost the last words');
    log.info('the last words');
    process.exit(7);
  });
`;

/** `fatal` is written at once, here in the midst of other lines. */
const lastWords = `
  const { makeLog } = await import(${JSON.stringify(LOG)});
  const log = makeLog('info');
  log.info('a');
  log.info('b');
  log.fatal('c');
  log.info('d');
  setTimeout(() => log.info('e'), 50);
`;

function start() {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  return { child, exited: once(child, 'exit') };
}

test('the last lines are written although the process ends in the same turn', async () => {
  const { child, exited } = start();
  let said = '';
  child.stdout.on('data', (bytes) => {
    said += bytes;
  });
  const closed = once(child, 'close');
  child.stdin.end('now');
  expect(await exited).toEqual([7, null]);
  await closed;
  const lines = said.trimEnd().split('\n');
  // The first is written by another thread, and so may come second.
  expect(lines.map((line) => JSON.parse(line).msg).sort()).toEqual(['almost the last words', 'the last words']);
});

test('a process whose log nobody reads any more ends all the same', async () => {
  const { child, exited } = start();
  try {
    child.stdout.destroy();
    child.stdin.end('now');
    expect(await exited).toEqual([7, null]);
  } finally {
    child.kill('SIGKILL');
  }
});

test('what is written at once while another write is under way leaves no line out and none twice', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', lastWords], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (bytes) => {
    said += bytes;
  });
  expect((await once(child, 'close'))[0]).toBe(0);
  const lines = said
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).msg as string);
  expect(lines.sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
});
