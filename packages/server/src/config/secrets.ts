import { createHash, randomBytes } from 'node:crypto';
import { chmod, link, mkdir, open, readFile, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from './config-error.ts';

/** A key for what is encrypted at rest. `id` stands in each record, so that a later key does not orphan it. */
interface EncryptionKey {
  id: string;
  key: Uint8Array;
}

export interface Secrets {
  /** At least 32 bytes; the keys of all tokens are derived from it. */
  installationSecret: Uint8Array;
  /** The first encrypts; all decrypt. */
  encryptionKeys: readonly [EncryptionKey, ...EncryptionKey[]];
  /** Sentences for the log. */
  warnings: readonly string[];
}

/** What the environment said; null where it said nothing. */
export interface ConfiguredSecrets {
  installationSecret: string | null;
  encryptionKey: Uint8Array | null;
}

interface StoredSecrets {
  installationSecret: Uint8Array;
  encryptionKey: Uint8Array;
}

const FILE = 'secrets.json';
const SIZE = 32;
/** Its owner and nobody else. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

/**
 * The secrets of this installation: the configured ones, and for the others those in `secrets.json` of the data folder,
 * which is made on the first start. Throws ConfigError for a file that cannot be used: making a new one would log
 * everybody out and lose what was encrypted, so that is left to a person.
 */
export async function loadSecrets(folder: string, configured: ConfiguredSecrets): Promise<Secrets> {
  await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
  const path = join(folder, FILE);
  const warnings: string[] = [];
  const stored = (await readStored(path, warnings)) ?? (await makeStored(path));
  const installationSecret =
    configured.installationSecret === null
      ? stored.installationSecret
      : new TextEncoder().encode(configured.installationSecret);
  const own = toEncryptionKey(stored.encryptionKey);
  const given = configured.encryptionKey === null ? undefined : toEncryptionKey(configured.encryptionKey);
  const encryptionKeys: Secrets['encryptionKeys'] = given === undefined || given.id === own.id ? [own] : [given, own];
  return { installationSecret, encryptionKeys, warnings };
}

async function readStored(path: string, warnings: string[]): Promise<StoredSecrets | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw unusable(path, error instanceof Error ? error.message : String(error));
  }
  await closePermissions(path, warnings);
  return parseStored(path, text);
}

/** Others on this machine could read it; what they may have read is not undone, hence the warning. */
async function closePermissions(path: string, warnings: string[]): Promise<void> {
  // Windows has no such permissions.
  if (process.platform === 'win32') return;
  const mode = (await stat(path)).mode & 0o777;
  if ((mode & 0o077) === 0) return;
  await chmod(path, FILE_MODE);
  const was = mode.toString(8).padStart(4, '0');
  warnings.push(
    `${path} could be read by others (mode ${was}); it is 0600 now. If somebody may have read it, replace it.`,
  );
}

function parseStored(path: string, text: string): StoredSecrets {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    // The parser's own message would show a piece of the file.
    throw unusable(path, 'it is not JSON');
  }
  const fields = typeof content === 'object' && content !== null ? (content as Record<string, unknown>) : {};
  const read = (name: string): Uint8Array => {
    const value = fields[name];
    const bytes = typeof value === 'string' ? new Uint8Array(Buffer.from(value, 'base64')) : undefined;
    if (bytes?.length !== SIZE) throw unusable(path, `${name} is not ${SIZE} bytes in base64`);
    return bytes;
  };
  return { installationSecret: read('installation_secret'), encryptionKey: read('encryption_key') };
}

/**
 * Written whole and durably under another name, then linked to its own, which fails where the file exists: of two
 * servers that start at once one makes the secrets and the other reads them.
 */
async function makeStored(path: string): Promise<StoredSecrets> {
  const stored = { installationSecret: randomBytes(SIZE), encryptionKey: randomBytes(SIZE) };
  const text = JSON.stringify(
    {
      installation_secret: stored.installationSecret.toString('base64'),
      encryption_key: stored.encryptionKey.toString('base64'),
    },
    null,
    2,
  );
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const file = await open(draft, 'wx', FILE_MODE);
  try {
    await file.writeFile(`${text}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(draft, path);
    return stored;
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
    return parseStored(path, await readFile(path, 'utf8'));
  } finally {
    await unlink(draft);
  }
}

function toEncryptionKey(key: Uint8Array): EncryptionKey {
  return { id: createHash('sha256').update('parlance/encryption-key/').update(key).digest('hex').slice(0, 16), key };
}

function unusable(path: string, why: string): ConfigError {
  const wants = `${why}; put the right file back from a backup, or remove it to start with new secrets (everybody must log in again, and stored AI keys are lost)`;
  return new ConfigError([{ variable: FILE, got: path, wants }]);
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
