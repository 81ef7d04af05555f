import { CoreError } from '../../core/errors.ts';

/** What the driver says when a query was not answered in time. */
const NO_ANSWER = 'Query read timeout';

/**
 * SQLSTATEs of a database that cannot be asked or written now: connections (08), resources (53), operators (57), a primary
 * that has become a standby (25006), a transaction that waited too long for us. And what the network says, names included.
 */
const CODES =
  /^(08...|53...|57...|25P0[34]|25006|E(CONN|PIPE|TIMEDOUT|HOST|NET|NOTFOUND|AI_|ADDRNOTAVAIL|MFILE|NFILE).*)$/;

/** The driver’s own words, which have no code. */
const WORDS = new RegExp(
  `^(${NO_ANSWER}|Client (has encountered a connection error|was closed)|Connection terminated|timeout exceeded when trying to connect)`,
);

/** Whether the connection hangs: whatever is asked there next would wait as long again. */
export function isUnanswered(fault: unknown): fault is Error {
  return fault instanceof Error && fault.message === NO_ANSWER;
}

/** Whether the database was lost, which says nothing about the work. */
export function isLost(fault: unknown): boolean {
  const { code = '', message = '' } = fault as { code?: string; message?: string };
  return CODES.test(code) || WORDS.test(message);
}

/** The fault, as clients hear it where the database was lost. */
export function translate(fault: unknown): unknown {
  if (fault instanceof CoreError || !isLost(fault)) return fault;
  return new CoreError('unavailable', 'The database cannot be reached right now.', { retryAfter: 2000 });
}
