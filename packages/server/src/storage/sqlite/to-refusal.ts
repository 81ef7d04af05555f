import { CoreError } from '../../core/errors.ts';

/** What a caller is told of a fault of SQLite: a disk that is full or read-only may heal, anything else stays what it is. */
export function toRefusal(fault: unknown): unknown {
  if (fault instanceof CoreError) return fault;
  const text = fault instanceof Error ? fault.message : '';
  if (/disk is full|disk I\/O|readonly|database is locked|no such savepoint/i.test(text)) {
    return new CoreError('unavailable', 'The database cannot be written right now.', { retryAfter: 5000 });
  }
  return fault;
}
