import { parseEnv } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Field } from '../../src/config/field.ts';
import { fields } from '../../src/config/fields.ts';
import { foreignVariables } from '../../src/config/foreign-variables.ts';
import { parseConfig } from '../../src/config/parse-config.ts';
import { renderConfigReference, renderEnvExample } from '../../src/config/reference.ts';

const all = Object.entries<Field<unknown>>(fields);

describe('the reference', () => {
  const reference = renderConfigReference();

  test('has one row for every variable, with its aliases', () => {
    for (const [name, { aliases = [] }] of all) {
      expect(reference.split('\n').filter((row) => row.startsWith(`| \`${name}\``))).toHaveLength(1);
      for (const alias of aliases) expect(reference).toContain(`\`${alias.name}\``);
    }
    for (const name of Object.keys(foreignVariables)) expect(reference).toContain(`| \`${name}\` |`);
  });

  test('is well formed: every row of a table has as many cells as its head', () => {
    for (const table of reference.split('\n\n').filter((block) => block.startsWith('|'))) {
      const counts = table
        .trim()
        .split('\n')
        .map((row) => row.replaceAll('\\|', '').split('|').length);
      expect(new Set(counts).size).toBe(1);
    }
  });
});

describe('the example', () => {
  const example = renderEnvExample();

  test('sets nothing as it stands', () => {
    expect(parseEnv(example)).toEqual({});
  });

  test('uncommented sets every variable, and means the defaults', () => {
    const uncommented = parseEnv(example.replace(/^# ([A-Z_]+=)/gm, '$1')) as Record<string, string>;
    expect(Object.keys(uncommented).sort()).toEqual(all.map(([name]) => name).sort());
    expect(parseConfig(uncommented, '/srv/chat')).toEqual(parseConfig({}, '/srv/chat'));
  });
});

describe('the table', () => {
  test('gives no name twice', () => {
    const names = all.flatMap(([name, { aliases = [] }]) => [name, ...aliases.map((alias) => alias.name)]);
    const everything = [...names, ...Object.keys(foreignVariables)];
    expect(everything).toHaveLength(new Set(everything).size);
  });
});
