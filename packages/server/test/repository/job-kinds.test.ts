import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { handlers } from '../../src/workers/index.ts';

const page = readFileSync(new URL('../../../../docs/jobs.md', import.meta.url), 'utf8');

test.each([...handlers])('docs/jobs.md says of %s how long it may take and how often it is tried', (kind, handler) => {
  const row = page.split('\n').find((line) => line.startsWith(`| \`${kind}\` |`));
  const [, , , time, attempts] = row?.split('|').map((cell) => cell.trim()) ?? [];
  expect({ kind, time, attempts }).toEqual({
    kind,
    time: `${handler.timeout / 1000} s`,
    attempts: String(handler.attempts),
  });
});

test.each([...handlers])('%s ends by itself, and is tried again, within reason', (_kind, { timeout, attempts }) => {
  expect(timeout).toBeGreaterThanOrEqual(1_000);
  expect(timeout).toBeLessThanOrEqual(600_000);
  // Twelve attempts are an hour; once is not enough for anything that calls out.
  expect(attempts).toBeGreaterThanOrEqual(2);
  expect(attempts).toBeLessThanOrEqual(12);
});
