import pg from 'pg';
import { expect, test } from 'vitest';
import { lookAtCommits } from '../../src/storage/postgres/commit-table.ts';
import { PostgresConnection } from '../../src/storage/postgres/connection.ts';
import { describeOnPostgres } from '../support/stores.ts';

const EVERYTHING = { ceiling: 0, running: [] };

describeOnPostgres('looks at what was committed', (create) => {
  test('never see a commit again, however long a transaction holds the frontier, and miss none that is late', async () => {
    const database = await create();
    await database.open();
    const [reader, early, foreign] = await Promise.all([1, 2, 3].map(() => connect(database.url ?? '')));
    const connection = new PostgresConnection({
      query: async (query) => asNumbers(await reader!.query(query)),
    });
    const write = (client: pg.Client, text: string) =>
      client.query(`insert into commits (gpos, batch) values (pg_current_xact_id()::text::bigint, $1)`, [text]);
    await foreign!.query('begin; select pg_current_xact_id()');
    await early!.query('begin');
    await write(early!, 'early');

    for (let index = 0; index < 20; index += 1) await write(reader!, `line ${index}`);
    const first = await lookAtCommits(connection, 0, EVERYTHING, []);
    expect(first.found.map(({ text }) => text)).toEqual(Array.from({ length: 20 }, (_, index) => `line ${index}`));
    expect(first.frontier).toBeLessThan(first.found[0]!.gpos);
    expect(first.horizon.running).toContain(await idOf(early!));
    expect(first.horizon.running).toContain(await idOf(foreign!));

    await write(reader!, 'next');
    const heard = await lookAtCommits(connection, 0, first.horizon, []);
    expect(heard.found.map(({ text }) => text)).toEqual(['next']);
    const known = await lookAtCommits(connection, 0, first.horizon, [heard.found[0]!.gpos]);
    expect(known.found).toEqual([]);

    await early!.query('commit');
    const late = await lookAtCommits(connection, 0, known.horizon, []);
    expect(late.found.map(({ text }) => text)).toEqual(['early']);
    await foreign!.query('commit');
    const last = await lookAtCommits(connection, 0, late.horizon, []);
    expect(last.found).toEqual([]);
    await Promise.all([reader, early, foreign].map((client) => client!.end()));
  });
});

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  // A database that is dropped ends what a failed test left open.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** The id of the transaction that it has open. */
async function idOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query('select pg_current_xact_id()::text as id');
  return Number((rows[0] as { id: string }).id);
}

/** Numbers of eight bytes, which this client gives as text. */
function asNumbers(result: pg.QueryResult): pg.QueryResult {
  for (const row of result.rows as Record<string, unknown>[])
    for (const key of ['gpos', 'n', 'pruned']) if (row[key] !== null) row[key] = Number(row[key]);
  return result;
}
