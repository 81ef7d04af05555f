import type { SystemCall } from './strace.ts';

/** The acknowledgement of one send whose bytes left before the disk had confirmed them. */
export interface EarlyAck {
  clientId: string;
  reason: string;
}

const SYNCS = new Set(['fdatasync', 'fsync']);
const FILE_WRITES = new Set(['pwrite64', 'pwritev', 'pwritev2', 'write', 'writev']);
const SOCKET_WRITES = new Set(['write', 'writev', 'sendto', 'sendmsg']);

/**
 * Looks up, for every client id, the first write of it into the database's log, the first sync of that log which began
 * after that write, and the first bytes sent to a client that name it. The sync must have ended before these bytes left.
 * `isLog` and `isSocket` tell the two kinds of descriptors apart.
 */
export function findEarlyAcks(
  calls: SystemCall[],
  clientIds: string[],
  isLog: (descriptor: string) => boolean,
  isSocket: (descriptor: string) => boolean,
): EarlyAck[] {
  const logWrites = calls.filter((call) => FILE_WRITES.has(call.name) && isLog(call.descriptor));
  const syncs = calls.filter((call) => SYNCS.has(call.name) && isLog(call.descriptor) && call.result === 0);
  const answers = calls.filter((call) => SOCKET_WRITES.has(call.name) && isSocket(call.descriptor));
  const early: EarlyAck[] = [];
  for (const clientId of clientIds) {
    const written = logWrites.find((call) => call.text.includes(clientId));
    const answered = answers.find((call) => call.text.includes(clientId));
    if (written === undefined) early.push({ clientId, reason: 'its text was never written to the log' });
    else if (answered === undefined) early.push({ clientId, reason: 'no bytes to a client name it' });
    else {
      const covering = syncs.find((call) => call.began > written.began);
      if (covering === undefined) early.push({ clientId, reason: 'no sync of the log came after it was written' });
      else if (covering.ended >= answered.began) {
        early.push({ clientId, reason: `its sync ended at line ${covering.ended}, its ack left at ${answered.began}` });
      }
    }
  }
  return early;
}
