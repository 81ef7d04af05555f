#!/usr/bin/env node
// A file of its own, because npm links only a command that is there when it installs, and `dist` is built after that.
import { existsSync } from 'node:fs';

const program = new URL('../dist/cli/parlance.js', import.meta.url);
if (existsSync(program)) {
  await import(program.href);
} else {
  process.stderr.write('Parlance is not built yet. Run: npm run build (npm start does it, too)\n');
  process.exitCode = 1;
}
