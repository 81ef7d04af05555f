import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const SOURCE = fileURLToPath(new URL('../../src/', import.meta.url));
/** An import that is carried out when the file is loaded. */
const AT_ONCE = /^import (?!type )[^;]*from '(ai|zod|@ai-sdk\/[^']*|@huggingface\/[^']*)'/m;

test('a start without a provider loads nothing that speaks with one', () => {
  expect(AT_ONCE.test(`import { createOpenAI } from '@ai-sdk/openai';`)).toBe(true);
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  expect(files.filter((file) => AT_ONCE.test(readFileSync(join(SOURCE, file), 'utf8')))).toEqual([]);
});
