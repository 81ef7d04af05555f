import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The compiler’s own records of what it compiled, relative to this package’s `dist`; a bundle is made of both packages. */
const RECORDS = ['.tsbuildinfo', '../../protocol/dist/.tsbuildinfo'];

/** Relative to `dist`. As deep as the folders of the compiled sources, so that paths relative to a file lead to the same. */
export const BUNDLE_FOLDER = 'bundle';
export const BUNDLE_PROGRAM = 'server.js';
/** Names the state of the sources that the bundle was made from. */
export const BUNDLE_STAMP = 'made-from';

/** One hash of the sources as last compiled; undefined where the compiler’s records are missing, as in a packed release. */
export function hashCompiled(dist: string): string | undefined {
  const hash = createHash('sha1');
  for (const record of RECORDS) {
    const path = join(dist, record);
    if (!existsSync(path)) return undefined;
    hash.update(readFileSync(path));
  }
  return hash.digest('hex');
}

/** The bundled program in `dist`; undefined where there is none, or where the sources were compiled anew since. */
export function findBundle(dist: string): string | undefined {
  const program = join(dist, BUNDLE_FOLDER, BUNDLE_PROGRAM);
  const stamp = join(dist, BUNDLE_FOLDER, BUNDLE_STAMP);
  if (!existsSync(program) || !existsSync(stamp)) return undefined;
  const compiled = hashCompiled(dist);
  return compiled === undefined || compiled === readFileSync(stamp, 'utf8') ? program : undefined;
}
