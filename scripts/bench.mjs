import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { fromRoot } from './lib/paths.mjs';
import { setup } from './setup.mjs';

await setup();

const main = fromRoot('bench', 'main.mjs');
if (!existsSync(main)) {
  console.error('There is nothing to measure with: bench/main.mjs is missing. Is this a complete clone?');
  process.exit(1);
}
process.argv[1] = main;
await import(pathToFileURL(main).href);
