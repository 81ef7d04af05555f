import type { Ready } from '../../core/ready.ts';

/** A reader’s connection, of which lists need no more. */
export interface ListSource {
  query(sql: string, parameters: readonly unknown[]): Ready<unknown[]>;
}

/** A conversation’s place in somebody’s list. */
export interface ListPlace {
  readonly id: string;
  readonly activeAt: number;
}

/**
 * What long lists of conversations would otherwise be sorted for each time, kept in memory where one process alone writes.
 * `source` is the reader’s: the answers are true of the moment that it sees. undefined: the database is to be asked.
 */
export interface KeptLists {
  /** All active memberships, the last active first. To be read at once: the next call may change it. */
  sorted(source: ListSource, userId: string): Promise<readonly ListPlace[] | undefined>;
  /** The conversations of this person in which something may have changed after `since`, memberships that ended among them. */
  changedSince(source: ListSource, userId: string, since: number): Promise<string[] | undefined>;
}
