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

  /** `ids`: one at least, and as many as the database takes parameters. */
  rowsAmong<P extends object, Row>(query: PreparedAmong<P, Row>, ids: readonly string[], parameters: P): Ready<Row[]> {
    const { sql, names } = query.forSize(ids.length).for(this.build);
    return this.connection.query(sql, bind(names, parameters, ids)) as Ready<Row[]>;
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

/** A prepared query that looks for some of a list of ids. */
export interface PreparedAmong<P extends object, Row> {
  /** Its text for so many ids, or more. */
  forSize(size: number): Prepared<P, Row>;
}

/** From here on lists are not doubled: SQLite takes 32 766 parameters. */
const MANY = 4096;

/** One of the ids that are given when the query runs. */
class IdPlaceholder {
  readonly index: number;
  constructor(index: number) {
    this.index = index;
  }
}

/**
 * `make` gets what stands for the ids, too. There is one text for each power of two: with one for each length, a database would
 * have to prepare most of them anew. Places that are left over hold the last id once more, which is the same to `in`.
 */
export function preparedAmong<P extends object, Row>(
  make: (
    build: Builder,
    ids: readonly string[],
    parameter: <K extends keyof P & string>(name: K) => P[K],
  ) => Compilable<Row>,
): PreparedAmong<P, Row> {
  const bySize = new Map<number, Prepared<P, Row>>();
  return {
    forSize(size) {
      const room = size < MANY ? 2 ** Math.ceil(Math.log2(size)) : Math.ceil(size / MANY) * MANY;
      let query = bySize.get(room);
      if (query === undefined) {
        const ids = Array.from({ length: room }, (_, index) => new IdPlaceholder(index) as unknown as string);
        query = prepared((build, parameter) => make(build, ids, parameter));
        bySize.set(room, query);
      }
      return query;
    },
  };
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

function bind(names: readonly unknown[], parameters: object, ids: readonly string[] = []): unknown[] {
  const values = new Array<unknown>(names.length);
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index];
    if (name instanceof Placeholder) values[index] = (parameters as Record<string, unknown>)[name.parameter];
    else values[index] = name instanceof IdPlaceholder ? ids[Math.min(name.index, ids.length - 1)] : name;
  }
  return values;
}
