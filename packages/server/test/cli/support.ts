import type { Output } from '../../src/cli/console.ts';
import type { Config } from '../../src/config/config.ts';
import { parseConfig } from '../../src/config/parse-config.ts';
import type { TestDatabase } from '../support/stores.ts';

/** What a command writes, as lines. */
export function listen(): { output: Output; lines: string[] } {
  const lines: string[] = [];
  return { output: { line: (text) => lines.push(text) }, lines };
}

/** The configuration that an operator of this database would have. */
export function configOf({ folder, url }: Pick<TestDatabase, 'folder' | 'url'>): Config {
  return parseConfig({ DATA_DIR: folder, ...(url === undefined ? {} : { DATABASE_URL: url }) }, folder);
}
