import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlobStore, StoredBlob } from '../../core/ports/blob-store.ts';
import { unavailable } from '../../core/ports/unavailable.ts';

const RETRY_AFTER = 10_000;
/** No upload takes this long; in milliseconds. */
const OLD_DRAFT = 24 * 60 * 60_000;
/** Faults of the place, not of the file: a full or read-only disk, missing rights, too many open files. */
const PLACE_FAULTS: ReadonlySet<string> = new Set([
  'ENOSPC',
  'EDQUOT',
  'EROFS',
  'EACCES',
  'EPERM',
  'EMFILE',
  'ENFILE',
  'EIO',
]);

/**
 * Blobs as files in one folder, spread over 256 sub-folders by the hash of their key. A blob is written under a draft’s
 * name, made durable, then renamed, so that a file under its own name is always whole.
 */
export class FileBlobStore implements BlobStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async put(key: string, source: AsyncIterable<Uint8Array>): Promise<StoredBlob> {
    const folder = this.#folderOf(key);
    const draft = join(this.#folder, `draft-${randomBytes(12).toString('hex')}`);
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const stored = await writeDurably(draft, source);
      await rename(draft, join(folder, key));
      // A rename is durable only once both folders are.
      await syncFolder(folder);
      return stored;
    } catch (fault) {
      await rm(draft, { force: true });
      throw toRefusal(fault);
    }
  }

  async open(key: string, range: { start: number; end: number }): Promise<AsyncIterable<Uint8Array> | undefined> {
    const path = join(this.#folderOf(key), key);
    try {
      if (!(await stat(path)).isFile()) return undefined;
    } catch (fault) {
      if (codeOf(fault) === 'ENOENT') return undefined;
      throw toRefusal(fault);
    }
    return createReadStream(path, range);
  }

  async delete(key: string): Promise<void> {
    await rm(join(this.#folderOf(key), key), { force: true });
  }

  /** Removes what a crash left of unfinished uploads; younger drafts may be another process’s work. */
  async removeOldDrafts(): Promise<void> {
    const names = await readdir(this.#folder).catch(() => []);
    for (const name of names.filter((one) => one.startsWith('draft-'))) {
      const path = join(this.#folder, name);
      const written = await stat(path).catch(() => undefined);
      if (written !== undefined && Date.now() - written.mtimeMs > OLD_DRAFT) await rm(path, { force: true });
    }
  }

  #folderOf(key: string): string {
    // Keys are the server’s own; this only makes sure that a mistake elsewhere never leaves the folder.
    if (!/^[A-Za-z0-9_-]{8,128}$/.test(key))
      throw new RangeError('A blob’s key has 8 to 128 letters, digits, - and _.');
    return join(this.#folder, createHash('sha256').update(key).digest('hex').slice(0, 2));
  }
}

async function writeDurably(path: string, source: AsyncIterable<Uint8Array>): Promise<StoredBlob> {
  const hash = createHash('sha256');
  let bytes = 0;
  const file = await open(path, 'wx', 0o600);
  try {
    for await (const chunk of source) {
      hash.update(chunk);
      bytes += chunk.length;
      await file.writeFile(chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { bytes, sha256: hash.digest('hex') };
}

async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder, and makes renames durable by itself.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function codeOf(fault: unknown): string | undefined {
  return fault instanceof Error && 'code' in fault ? String(fault.code) : undefined;
}

function toRefusal(fault: unknown): unknown {
  const code = codeOf(fault);
  if (code === undefined || !PLACE_FAULTS.has(code)) return fault;
  return unavailable(`Files cannot be stored right now (${code}); try again later.`, RETRY_AFTER);
}
