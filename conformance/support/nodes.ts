import { randomBytes } from 'node:crypto';
import { redisUrl } from '../../packages/server/test/support/services.ts';
import { Gate } from './gate.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';
import { createPostgres, type Database } from './storages.ts';

export interface NodesOptions {
  count: number;
  /** By what they hear each other beside the database. */
  bus: 'redis' | 'postgres';
  env?: Record<string, string>;
}

/** Several nodes of one installation: server processes on one PostgreSQL database, and on Redis through a gate. */
export class Nodes {
  readonly all: readonly ServerProcess[];
  /** What leads to Redis; shut, it is as good as killed. */
  readonly redis: Gate | undefined;
  readonly #database: Database;
  readonly #gates: Gate[] = [];

  private constructor(all: readonly ServerProcess[], redis: Gate | undefined, database: Database) {
    this.all = all;
    this.redis = redis;
    this.#database = database;
  }

  static async start({ count, bus, env = {} }: NodesOptions): Promise<Nodes> {
    const database = await createPostgres();
    const redis = bus === 'redis' ? await openRedisGate() : undefined;
    const shared = {
      ...database.env,
      // All nodes sign with the same secret and read what the others have encrypted.
      SECRET_KEY: randomBytes(32).toString('hex'),
      ENCRYPTION_KEY: randomBytes(32).toString('hex'),
      ...(redis === undefined ? {} : { REDIS_URL: `redis://127.0.0.1:${redis.port}` }),
      ...env,
    };
    const all: ServerProcess[] = [];
    // One after the other: the first makes the tables.
    for (let index = 0; index < count; index += 1) all.push(await startServerProcess({ env: shared, within: 40_000 }));
    return new Nodes(all, redis, database);
  }

  get ports(): number[] {
    return this.all.map((node) => node.port);
  }

  at(index: number): ServerProcess {
    return this.all[index % this.all.length] as ServerProcess;
  }

  /** The address of a balancer that begins with this node and goes on to the next when it is away. */
  async front(first: number): Promise<string> {
    const gate = await new Gate(this.ports, first).open();
    this.#gates.push(gate);
    return gate.url;
  }

  async dispose(): Promise<void> {
    await Promise.all(this.all.map((node) => node.dispose()));
    await Promise.all([...this.#gates, ...(this.redis === undefined ? [] : [this.redis])].map((gate) => gate.shut()));
    await this.#database.drop();
  }
}

async function openRedisGate(): Promise<Gate> {
  const url = new URL(redisUrl() ?? '');
  return new Gate([Number(url.port || 6379)]).open();
}
