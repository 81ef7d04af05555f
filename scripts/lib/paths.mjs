import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds the repository's package.json, wherever the command was given from. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** A path inside the repository. */
export function fromRoot(...parts) {
  return join(root, ...parts);
}
