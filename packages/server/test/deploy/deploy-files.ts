import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const deployFolder = fileURLToPath(new URL('../../../../deploy/', import.meta.url));

/** The YAML reader that the API description already brings. */
const require = createRequire(createRequire(import.meta.url).resolve('@fastify/swagger'));
const reader: string = 'yaml';
const { parseAllDocuments } = require(reader) as {
  parseAllDocuments(text: string, options: object): { errors: Error[]; warnings: Error[]; toJS(): unknown }[];
};

/** Paths below deploy/ that end like this, sorted. */
export function deployFiles(ending: string): string[] {
  const all = readdirSync(deployFolder, { recursive: true, encoding: 'utf8' });
  return all.filter((path) => path.endsWith(ending)).sort();
}

export function readDeployFile(path: string): string {
  return readFileSync(join(deployFolder, path), 'utf8');
}

/** What a YAML file says, one value for each of its documents; throws where it is wrong. */
export function readYaml<T>(path: string): T[] {
  return parseAllDocuments(readDeployFile(path), { merge: true }).map((document) => {
    const [fault] = [...document.errors, ...document.warnings];
    if (fault !== undefined) throw fault;
    return document.toJS() as T;
  });
}
