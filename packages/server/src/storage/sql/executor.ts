import {
  type CompiledQuery,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { Ready } from '../../core/ready.ts';
import type { Capabilities } from '../capabilities.ts';
import type { KeptLists } from './kept-lists.ts';
import type { RowCache } from './row-cache.ts';
import type { Tables } from './tables.ts';

/** Builds SQL and never runs it: running is the executor's. */
export type Builder = Kysely<Tables>;

const sqliteBuilder: Builder = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (database) => new SqliteIntrospector(database),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});

const postgresBuilder: Builder = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (database) => new PostgresIntrospector(database),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

export function builderFor(capabilities: Capabilities): Builder {
  return capabilities.database === 'sqlite' ? sqliteBuilder : postgresBuilder;
}

/** A connection's way to run statements; each database has one for reading and one inside a transaction. */
export interface Connection {
  readonly capabilities: Capabilities;
  /** Only where this connection alone writes. */
  readonly cache?: RowCache;
  /** Only where one process alone writes, for reading. */
  readonly lists?: KeptLists;
  query(sql: string, parameters: readonly unknown[]): Ready<unknown[]>;
  /** The first row. */
  first(sql: string, parameters: readonly unknown[]): Ready<unknown>;
  /** For statements without a result; the number of rows changed. */
  run(sql: string, parameters: readonly unknown[]): Ready<number>;
  /** The same where nobody asks for the number, which costs something. */
  put(sql: string, parameters: readonly unknown[]): Ready<void>;
}

interface Compilable<Row> {
  compile(): CompiledQuery<Row>;
}

/** Runs built queries on one connection. */
export class Executor {
  readonly connection: Connection;
  readonly build: Builder;

  constructor(connection: Connection) {
    this.connection = connection;
    this.build = builderFor(connection.capabilities);
  }

  async rows<Row>(query: Compilable<Row>): Promise<Row[]> {
    const compiled = query.compile();
    return (await this.connection.query(compiled.sql, compiled.parameters)) as Row[];
  }

  async row<Row>(query: Compilable<Row>): Promise<Row | undefined> {
    return (await this.rows(query))[0];
  }

  async run(query: Compilable<unknown>): Promise<number> {
    const compiled = query.compile();
    return this.connection.run(compiled.sql, compiled.parameters);
  }

  preparedRows<P extends object, Row>(query: Prepared<P, Row>, parameters: P): Ready<Row[]> {
    const { sql, names } = query.for(this.build);
    return this.connection.query(sql, bind(names, parameters)) as Ready<Row[]>;
  }

  preparedRow<P extends object, Row>(query: Prepared<P, Row>, parameters: P): Ready<Row | undefined> {
    const { sql, names } = query.for(this.build);
    return this.connection.first(sql, bind(names, parameters)) as Ready<Row | undefined>;
  }

  /** How many rows it changed. */
  runPrepared<P extends object>(query: Prepared<P, unknown>, parameters: P): Ready<number> {
    const { sql, names } = query.for(this.build);
    return this.connection.run(sql, bind(names, parameters));
  }

  putPrepared<P extends object>(query: Prepared<P, unknown>, parameters: P): Ready<void> {
    const { sql, names } = query.for(this.build);
    return this.connection.put(sql, bind(names, parameters));
  }

  /** The same with the values of all its parameters in their order. */
  putValues<P extends object>(query: Prepared<P, unknown>, values: readonly unknown[]): Ready<void> {
    return this.connection.put(query.for(this.build).sql, values);
  }
}

type ParameterName = { readonly parameter: string };
interface Text {
  sql: string;
  names: readonly (ParameterName | unknown)[];
}

/** A query whose SQL is built once for each database: building costs more than running on the hot path. */
export interface Prepared<P extends object, Row> {
  for(builder: Builder): Text;
  /** Only for the types: what it takes and gives. */
  readonly types?: { parameters: P; row: Row };
}

class Placeholder implements ParameterName {
  readonly parameter: string;
  constructor(parameter: string) {
    this.parameter = parameter;
  }
}

/** `make` gets the builder and a function that stands for a parameter, to be given when it runs. */
export function prepared<P extends object, Row>(
  make: (build: Builder, parameter: <K extends keyof P & string>(name: K) => P[K]) => Compilable<Row>,
): Prepared<P, Row> {
  const texts = new Map<Builder, Text>();
  return {
    for(builder) {
      let text = texts.get(builder);
      if (text === undefined) {
        const compiled = make(builder, (name) => new Placeholder(name) as never).compile();
        text = { sql: compiled.sql, names: compiled.parameters };
        texts.set(builder, text);
      }
      return text;
    },
  };
}

function bind(names: readonly unknown[], parameters: object): unknown[] {
  const values = new Array<unknown>(names.length);
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index];
    values[index] = name instanceof Placeholder ? (parameters as Record<string, unknown>)[name.parameter] : name;
  }
  return values;
}
