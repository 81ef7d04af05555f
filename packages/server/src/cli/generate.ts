import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeAsyncApi } from '../api/v1/asyncapi.ts';
import { makeOpenApi } from '../api/v1/openapi.ts';
import { VERSION } from '../app.ts';
import { renderConfigReference, renderEnvExample } from '../config/reference.ts';
import { CommandError } from './command-error.ts';
import type { Output } from './console.ts';
import { renderErrorsPage } from './reference/errors-page.ts';
import { renderEventsPage } from './reference/events-page.ts';

const toJson = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

/** Every file that is made from the code, by its path in the repository. */
const files: Readonly<Record<string, () => string>> = {
  '.env.example': renderEnvExample,
  'docs/config.md': renderConfigReference,
  'docs/errors.md': renderErrorsPage,
  'docs/events.md': renderEventsPage,
  'docs/openapi.json': () => toJson(makeOpenApi(VERSION)),
  'docs/asyncapi.json': () => toJson(makeAsyncApi(VERSION)),
};

/** The repository this file was built in; the published package has no such files. */
export const repositoryRoot = fileURLToPath(new URL('../../../../', import.meta.url));

/** `parlance generate [--check]`: writes the reference, or says which of its files differ from the code. */
export function generate(options: { check?: boolean }, output: Output, root: string = repositoryRoot): void {
  if (!existsSync(join(root, 'docs')))
    throw new CommandError(`There is no docs folder in ${root}: this is no repository.`, 2);
  const changed = Object.entries(files).filter(([path, render]) => render() !== readText(join(root, path)));
  if (options.check !== true) {
    for (const [path, render] of changed) {
      writeFileSync(join(root, path), render());
      output.line(`wrote ${path}`);
    }
    if (changed.length === 0) output.line('Nothing has changed.');
    return;
  }
  if (changed.length === 0) return;
  const names = changed.map(([path]) => path).join(', ');
  throw new CommandError(`Not up to date with the code: ${names}. Run: npx parlance generate`);
}

function readText(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
