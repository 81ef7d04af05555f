import type pg from 'pg';

/** A statement of a fixed text; its name is that of the prepared statement on each connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** A value as PostgreSQL reads it in text form. */
export type Value = string | null;

export interface Step {
  statement: Statement;
  values?: readonly Value[];
}

/** The values of a row in the order of its columns, as text. */
export type Row = readonly Value[];

/** What the driver lets a query of one’s own use (`pg`, lib/connection.js). */
interface Wire {
  readonly stream: { cork(): void; uncork(): void };
  parse(statement: { name: string; text: string }): void;
  bind(bound: { statement: string; values: readonly Value[] }): void;
  execute(what: Record<never, never>): void;
  sync(): void;
}

/**
 * Several statements in one message: the database runs them one after the other and answers all of them at once. After one
 * that fails it skips the rest. (“Extended Query”, “Pipelining”: PostgreSQL manual, “Frontend/Backend Protocol”.) The
 * driver’s own pipelining ends a message with each statement, and what follows a failed one would be run.
 */
class Pipeline implements pg.Submittable {
  readonly #send: (wire: Wire) => void;
  readonly #resolve: (results: Row[][]) => void;
  readonly #reject: (fault: Error) => void;
  readonly #results: Row[][] = [];
  #rows: Row[] = [];
  /** Set by the driver: it is told of the end, and waits for it no longer. */
  callback: (() => void) | undefined;

  constructor(send: (wire: Wire) => void, resolve: (results: Row[][]) => void, reject: (fault: Error) => void) {
    this.#send = send;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  submit(connection: unknown): null {
    const wire = connection as Wire;
    wire.stream.cork();
    try {
      this.#send(wire);
      wire.sync();
    } finally {
      wire.stream.uncork();
    }
    return null;
  }

  // The driver calls these as the answers come.

  handleDataRow(message: { fields: Row }): void {
    this.#rows.push(message.fields);
  }

  handleCommandComplete(): void {
    this.#results.push(this.#rows);
    this.#rows = [];
  }

  handleReadyForQuery(): void {
    this.callback?.();
    this.#resolve(this.#results);
  }

  handleError(fault: Error): void {
    this.callback?.();
    this.#reject(fault);
  }
}

function submit(client: pg.ClientBase, send: (wire: Wire) => void): Promise<Row[][]> {
  return new Promise((resolve, reject) => {
    client.query(new Pipeline(send, resolve, reject));
  });
}

/** Prepares statements on a connection, once, before any of them is run there. */
export async function prepareStatements(client: pg.ClientBase, statements: readonly Statement[]): Promise<void> {
  await submit(client, (wire) => {
    for (const { name, text } of statements) wire.parse({ name, text });
  });
}

/** Runs prepared statements in one message; the rows of each, in their order. Throws the first fault. */
export function runPipeline(client: pg.ClientBase, steps: readonly Step[]): Promise<Row[][]> {
  return submit(client, (wire) => {
    for (const { statement, values = [] } of steps) {
      wire.bind({ statement: statement.name, values });
      wire.execute({});
    }
  });
}

/** A list of texts or numbers as the text of an array. */
export function toArrayText(values: readonly (string | number)[]): string {
  let text = '{';
  for (const value of values) {
    if (text.length > 1) text += ',';
    text += typeof value === 'number' ? value : `"${SPECIAL.test(value) ? value.replace(/["\\]/g, '\\$&') : value}"`;
  }
  return `${text}}`;
}

const SPECIAL = /["\\]/;
