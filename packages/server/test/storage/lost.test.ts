import { lookup } from 'node:dns/promises';
import { expect, test } from 'vitest';
import { CoreError } from '../../src/core/errors.ts';
import { openPool } from '../../src/storage/postgres/connection.ts';
import { isLost, translate } from '../../src/storage/postgres/lost.ts';

test('a database whose name is not known any more is lost, as one that refuses', async () => {
  const fault: unknown = await lookup('database.invalid').catch((error: unknown) => error);
  expect(fault).toMatchObject({ syscall: 'getaddrinfo' });
  expect(translate(fault)).toMatchObject({ code: 'unavailable' });
  const pool = openPool('postgres://nobody@127.0.0.1:1/none', 1);
  expect(translate(await pool.query('select').catch((error: unknown) => error))).toMatchObject({ code: 'unavailable' });
  await pool.end();
});

test('faults of the network and of a database that is going or read-only are those of a lost one', () => {
  for (const code of ['EPIPE', 'ECONNRESET', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN', '57P01', '25006'])
    expect(isLost(Object.assign(new Error('x'), { code })), code).toBe(true);
});

test('faults of a statement are not, and what was said already stays', () => {
  for (const code of ['23505', '40001', '42P01', '25P02', 'EACCES'])
    expect(isLost(Object.assign(new Error('x'), { code })), code).toBe(false);
  const said = new CoreError('not_found', 'There is none.');
  expect(translate(said)).toBe(said);
});
