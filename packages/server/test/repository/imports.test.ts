import { describe, expect, test } from 'vitest';
import { findCycles } from './find-cycles.ts';
import { findViolations } from './import-rules.ts';
import { parseSource } from './parse-source.ts';
import { readSources } from './source-tree.ts';

const sources = readSources(['.ts', '.tsx']).map(parseSource);

describe('the sources', () => {
  test('are found at all', () => {
    expect(sources.length).toBeGreaterThan(0);
  });

  test('import only what the layout allows', () => {
    expect(findViolations(sources)).toEqual([]);
  });

  test('import each other without cycles', () => {
    expect(findCycles(sources)).toEqual([]);
  });
});

/** A file that breaks the layout, and words of the sentence that must name it. */
const PLANTED: [path: string, text: string, complaint: string][] = [
  ['core/messages/send.ts', `import { x } from '../../storage/sql/x.ts';`, 'core may import nothing of ours'],
  ['core/messages/send.ts', `import type { X } from '@parlance/protocol';`, 'core/ may not import protocol'],
  ['core/messages/send.ts', `import { readFile } from 'node:fs/promises';`, 'no input or output'],
  ['core/messages/send.ts', `import { readFileSync } from 'fs';`, 'no input or output'],
  ['core/messages/send.ts', `const fs = await import('node:fs');`, 'no input or output'],
  ['core/messages/send.ts', `export * from 'node:net';`, 'no input or output'],
  ['core/messages/send.ts', `import Fastify from 'fastify';`, 'no framework'],
  ['core/messages/send.ts', `import { Server } from 'socket.io';`, 'no framework'],
  ['core/messages/send.ts', `let x: import('kysely').Kysely<unknown>;`, 'only storage/ speaks SQL'],
  ['core/ports/clock.ts', `import { config } from '../../config/config.ts';`, 'core may import nothing of ours'],
  ['config/config.ts', `import { Actor } from '../core/actor.ts';`, 'config may import nothing of ours'],
  ['storage/sql/messages.ts', `import { x } from '../../realtime/gateway.ts';`, 'storage may import core'],
  ['storage/sql/messages.ts', `import { x } from '@parlance/protocol';`, 'storage/ may not import protocol'],
  ['integrations/ai/openai.ts', `import { x } from '../../core/users/user.ts';`, 'integrations may import core/ports'],
  ['realtime/gateway.ts', `import { x } from '../api/v1/present.ts';`, 'realtime may import protocol, core'],
  ['api/v1/users.ts', `import { x } from '../../storage/sqlite/open.ts';`, 'api may import protocol, core'],
  ['api/v1/users.ts', `import pg from 'pg';`, 'only storage/ speaks SQL'],
  ['api/v1/users.ts', `import { DatabaseSync } from 'node:sqlite';`, 'only storage/ speaks SQL'],
  ['api/v1/users.ts', `import { x } from '../../../../client/src/index.ts';`, 'entered by its name'],
  ['api/v1/users.ts', `import { x } from '@parlance/client';`, 'server may not import client'],
  ['dialects/rooms/rest.ts', `import { x } from '../relay/present.ts';`, 'rooms may not know the dialect relay'],
  ['dialects/rooms/rest.ts', `import { x } from '../index.ts';`, 'does not know the list'],
  ['dialects/rooms/rest.ts', `import { x } from '../../api/v1/errors.ts';`, 'dialects may import core'],
  ['dialects/rooms/rest.ts', `import { x } from '@parlance/protocol';`, 'dialects/ may not import protocol'],
  ['dialects/dialect.ts', `import { x } from './rooms/dialect.ts';`, 'only dialects/index.ts knows the dialects'],
  ['workers/worker.ts', `import { x } from '../integrations/ai/openai.ts';`, 'workers may import core'],
  ['workers/worker.ts', `import { x } from '../app.ts';`, 'workers may import core'],
  ['main.ts', `import { x } from './core/core.ts';`, 'main may import serve, processes'],
  ['workers/worker.ts', `await fetch('http://example.org');`, 'only integrations/ may'],
  ['workers/worker.ts', `await globalThis.fetch('http://example.org');`, 'only integrations/ may'],
  ['workers/worker.ts', `const send = options.send ?? fetch;`, 'only integrations/ may'],
  ['workers/worker.ts', `import { request } from 'undici';`, 'only integrations/ calls out'],
  ['workers/worker.ts', `import { request } from 'node:https';`, 'only integrations/ may'],
  ['workers/worker.ts', `import * as http from 'http';`, 'only integrations/ may'],
  ['app.ts', `const port = process.env.PORT;`, 'only config/ may'],
  ['app.ts', `const port = process['env'].PORT;`, 'only config/ may'],
  ['app.ts', `const { env } = process;\nconst port = env.PORT;`, 'only config/ may'],
  ['app.ts', `import { env } from 'node:process';`, 'only config/ may'],
];

describe('the import rule', () => {
  test.each(PLANTED)('complains about src/%s with %s', (path, text, complaint) => {
    const violations = findViolations([parseSource({ path: `packages/server/src/${path}`, text })]);
    expect(violations).toEqual([expect.stringContaining(complaint)]);
  });

  test('complains about a client that imports the server', () => {
    const text = `import { x } from '@parlance/server';`;
    const violations = findViolations([parseSource({ path: 'packages/client/src/a.ts', text })]);
    expect(violations).toEqual([expect.stringContaining('client may not import server')]);
  });

  test.each([
    ['core/messages/send.ts', `import { createHash } from 'node:crypto';\nimport type { A } from '../actor.ts';`],
    ['storage/sql/messages.ts', `import { sql } from 'kysely';\nimport type { A } from '../../core/actor.ts';`],
    ['integrations/ai/openai.ts', `import type { A } from '../../core/ports/ai-provider.ts';\nawait fetch('');`],
    ['dialects/rooms/rest.ts', `import { x } from '../dialect.ts';\nimport { y } from './present.ts';`],
    ['dialects/index.ts', `import { rooms } from './rooms/dialect.ts';`],
    ['config/config.ts', `const port = process.env.PORT;`],
    ['app.ts', `import { x } from './storage/sqlite/open.ts';\nimport { createServer } from 'node:http';`],
    ['workers/worker.ts', `// await fetch('x') from 'undici'; process.env\nconst s = "import 'pg'";\nstore.fetch();`],
  ])('allows src/%s what is its own', (path, text) => {
    expect(findViolations([parseSource({ path: `packages/server/src/${path}`, text })])).toEqual([]);
  });

  test('finds a cycle of three files, types included', () => {
    const file = (path: string, text: string) => parseSource({ path, text });
    const cycles = findCycles([
      file('a/one.ts', `import { two } from '../b/two.ts';`),
      file('b/two.ts', `import type { Three } from './three.ts';`),
      file('b/three.ts', `export { one } from '../a/one.ts';`),
      file('b/four.ts', `import { two } from './two.ts';`),
    ]);
    expect(cycles).toEqual(['a/one.ts → b/two.ts → b/three.ts → a/one.ts']);
  });
});
