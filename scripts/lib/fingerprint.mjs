import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './paths.mjs';

const IGNORED = new Set(['node_modules', 'dist', '.cache']);

/**
 * One hash over the names and contents of files and folders (recursively; a missing one counts as empty). Contents, not
 * times: a fresh clone, a copied folder and a switched branch all change times without changing what must be built.
 */
export function fingerprint(paths) {
  const hash = createHash('sha1');
  for (const path of paths) addPath(hash, path);
  return hash.digest('hex');
}

function addPath(hash, path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return;
  if (!stat.isDirectory()) {
    const content = readFileSync(path);
    // The length keeps two different sets of files from running together into the same bytes.
    hash.update(`${relative(root, path)}\0${content.length}\0`).update(content);
    return;
  }
  for (const name of readdirSync(path).sort()) {
    if (!IGNORED.has(name)) addPath(hash, join(path, name));
  }
}

/** What a stamp file says, or undefined when there is none. */
export function readStamp(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // No stamp is the ordinary state of a fresh clone: the work it stands for was never done.
    return undefined;
  }
}
