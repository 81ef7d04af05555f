// @ts-check
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Where a program is, or undefined. Debian keeps some of them where only root's PATH looks. @param {string} name */
export function findProgram(name) {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin'];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}
