import type { Config } from '../config/config.ts';

/** What Node, its sockets and files, and PostgreSQL tell of a fault; each tells some of it. */
interface SystemFault extends Error {
  code?: string;
  syscall?: string;
  path?: string;
  address?: string;
  port?: number;
  hostname?: string;
  /** PostgreSQL’s own faults have it. */
  severity?: string;
  /** A name with several addresses fails once for each. */
  errors?: SystemFault[];
}

/** The settings that lead outside the program. */
type Outside = Pick<Config, 'listen' | 'data'>;

/**
 * A fault of what lies outside the program, as a sentence for the operator: the setting that leads there, what it holds,
 * and what to do. Undefined for faults that no setting is to blame for.
 */
export function explainFault(fault: unknown, { listen, data }: Outside): string | undefined {
  if (!(fault instanceof Error)) return undefined;
  const { folder, mediaFolder, databaseUrl } = data;
  return (
    explainListening(fault, listen) ??
    explainFolder(fault, 'DATA_DIR', folder) ??
    explainFolder(fault, 'UPLOAD_FOLDER', mediaFolder) ??
    (databaseUrl === null ? explainFile(fault, folder) : explainDatabase(fault, 'DATABASE_URL', databaseUrl))
  );
}

function explainListening(fault: SystemFault, { host, port }: Config['listen']): string | undefined {
  if (fault.syscall === 'getaddrinfo' && fault.hostname === host) {
    return `HOST is “${host}”: no address is known for that name (${fault.code}). It must be an address of this machine: 127.0.0.1 for this machine alone, 0.0.0.0 or :: for everywhere.`;
  }
  // A socket of the processes among themselves has a path where others have an address.
  if ((fault.syscall !== 'listen' && fault.syscall !== 'bind') || fault.address?.startsWith('/')) return undefined;
  switch (fault.code) {
    case 'EADDRINUSE':
      return `PORT is “${port}”: another program listens on ${host}:${port}. Stop that one, or set another PORT.`;
    case 'EACCES':
      return `PORT is “${port}”: this user may not listen there. Set one from 1024 on, with a proxy before it where people are to use ${port}.`;
    case 'EADDRNOTAVAIL':
      return `HOST is “${host}”: this machine has no such address. 127.0.0.1 is this machine alone, 0.0.0.0 or :: everywhere.`;
    default:
      return undefined;
  }
}

/** Faults with the folder itself, what lies in it, or what it lies in. */
function explainFolder(fault: SystemFault, setting: string, folder: string): string | undefined {
  const { path } = fault;
  if (path === undefined || (!`${path}/`.startsWith(`${folder}/`) && !folder.startsWith(`${path}/`))) return undefined;
  return `${setting} is “${folder}”: it must be a folder that this user may read and write (${fault.message}).`;
}

/** SQLite says neither which file nor why, and means the rights of one, nearly always. */
function explainFile(fault: Error, folder: string): string | undefined {
  if (!/unable to open database file|readonly database/.test(fault.message)) return undefined;
  return `DATA_DIR is “${folder}”: a database in it cannot be opened for writing (${fault.message}). See that all its files belong to this user.`;
}

/** PostgreSQL’s codes about who comes in, and whether it serves at all; others are about a single statement. */
const OF_THE_DOOR = /^(08|28|3D|53|57|58|42501)/;
/** The driver’s own words for a door that stays closed; they carry no code. */
const OF_THE_DRIVER = /^(SASL|The server does not support SSL|Connection terminated|timeout exceeded)/;

/** A database that cannot be reached or entered; `setting` is what named it. Its password is never shown. */
export function explainDatabase(fault: unknown, setting: string, url: string): string | undefined {
  const first = (fault as SystemFault | null)?.errors?.[0] ?? (fault as SystemFault | null);
  if (!(first instanceof Error)) return undefined;
  const unreached = first.syscall === 'connect' || first.syscall === 'getaddrinfo';
  const refused = first.severity === undefined ? OF_THE_DRIVER.test(first.message) : OF_THE_DOOR.test(first.code ?? '');
  if (!unreached && !refused) return undefined;
  return `${setting} is ${withoutPassword(url)}: ${first.message}. ${remedy(first)}`;
}

function remedy({ code, syscall }: SystemFault): string {
  if (code === '3D000') return 'Make it first: createdb, with UTF8.';
  if (code === '28P01' || code === '28000')
    return 'See that user and password are right, and that pg_hba.conf lets them in.';
  if (code === '42501') return 'Its user must be allowed to make tables there; best it owns the database.';
  if (code === '53300') return 'Raise max_connections of PostgreSQL, or lower DATABASE_CONNECTIONS.';
  if (syscall === undefined) return 'PostgreSQL’s log may say more.';
  return 'See that PostgreSQL runs there and can be reached from here.';
}

function withoutPassword(url: string): string {
  if (!URL.canParse(url)) return 'set (not shown)';
  const shown = new URL(url);
  if (shown.password !== '') shown.password = '…';
  shown.search = '';
  return `“${decodeURI(shown.href)}”`;
}
