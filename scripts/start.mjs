import { pathToFileURL } from 'node:url';
import { fromRoot } from './lib/paths.mjs';
import { setup } from './setup.mjs';

await setup();

// In this process, not in a child: signals reach the server itself, and a start costs one Node, not two.
const main = fromRoot('packages', 'server', 'dist', 'main.js');
process.argv[1] = main;
await import(pathToFileURL(main).href);
