import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const MODULE = fileURLToPath(new URL('../../dist/processes/spare-main-thread.js', import.meta.url));

/** Says the priority of the main thread, of the threads that were there, and of one of libuv’s, which begin later. */
const program = `
  const { readdirSync, promises } = require('node:fs');
  const { getPriority } = require('node:os');
  const threads = () => readdirSync('/proc/self/task').map(Number);
  const before = threads();
  import(${JSON.stringify(MODULE)}).then(async ({ spareMainThread }) => {
    spareMainThread(1);
    await promises.readFile(process.execPath).catch(() => undefined);
    const priorities = (ids) => ids.filter((id) => id !== process.pid).map((id) => getPriority(id));
    const later = threads().filter((id) => !before.includes(id));
    console.log(JSON.stringify({ main: getPriority(process.pid), before: priorities(before), later: priorities(later) }));
  });
`;

test.runIf(process.platform === 'linux')(
  'on one core V8’s threads yield to the event loop, and those that write files do not',
  async () => {
    const child = spawn(process.execPath, ['--input-type=commonjs', '--eval', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.on('data', (bytes) => {
      said += bytes;
    });
    expect((await once(child, 'close'))[0]).toBe(0);
    const { main, before, later } = JSON.parse(said) as { main: number; before: number[]; later: number[] };
    expect(main).toBe(0);
    // Four workers, and the one that wakes them for what is due later.
    expect(before.filter((priority) => priority === 10)).toHaveLength(5);
    expect(later.length).toBeGreaterThan(0);
    expect(later.every((priority) => priority === 0)).toBe(true);
  },
);
