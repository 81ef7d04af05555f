import { fileURLToPath } from 'node:url';

/** What every process of a server runs, whatever the first was started by: `parlance serve` is another file than this. */
export const PROGRAM = fileURLToPath(new URL('../main.js', import.meta.url));
