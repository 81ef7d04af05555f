/** What truly differs between the two databases. Everything else is written once, in `sql/`. */
export interface Capabilities {
  readonly database: 'sqlite' | 'postgres';
  /** The name of the scalar function that gives the larger of two values. */
  readonly greatest: 'max' | 'greatest';
  /** How a column of text that compares byte by byte is declared. */
  readonly textType: string;
  /** Whether others may write between a read and the write that follows from it, unless the read locks the row. */
  readonly locksRows: boolean;
  /**
   * Whether global positions grow with the numbers of a conversation's messages, so that what was sent is found by its
   * number and only later changes are indexed by their positions (migration 012).
   */
  readonly sentInOrder: boolean;
  /** Appended to a select that takes rows from a queue which other writers take from as well. */
  readonly skipLocked: string;
}

export const sqliteCapabilities: Capabilities = {
  database: 'sqlite',
  greatest: 'max',
  textType: 'text',
  locksRows: false,
  sentInOrder: true,
  skipLocked: '',
};

export const postgresCapabilities: Capabilities = {
  database: 'postgres',
  greatest: 'greatest',
  textType: 'text collate "C"',
  locksRows: true,
  sentInOrder: false,
  skipLocked: 'for update skip locked',
};
