import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds the repository's package.json. */
export const repositoryRoot = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', '..');

/** One source file: its path from the repository's root with forward slashes, and its text. */
export interface SourceFile {
  path: string;
  text: string;
}

/** Every file below `packages/<name>/src` of all packages whose name ends in one of `extensions`. */
export function readSources(extensions: readonly string[]): SourceFile[] {
  const packages = join(repositoryRoot, 'packages');
  return readdirSync(packages).flatMap((name) =>
    listFiles(join(packages, name, 'src'))
      .filter((path) => extensions.some((extension) => path.endsWith(extension)))
      .map((path) => ({
        path: relative(repositoryRoot, path).split(sep).join('/'),
        text: readFileSync(path, 'utf8'),
      })),
  );
}

function listFiles(folder: string): string[] {
  if (statSync(folder, { throwIfNoEntry: false }) === undefined) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? listFiles(join(folder, entry.name)) : [join(folder, entry.name)],
  );
}
