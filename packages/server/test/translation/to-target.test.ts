import { expect, test } from 'vitest';
import { toTarget } from '../../src/core/translation/to-target.ts';

test.each([
  ['en-US', 'en'],
  ['en-GB', 'en'],
  ['de-AT', 'de'],
  ['es-419', 'es'],
  ['nb', 'nb'],
  ['pt-BR', 'pt-BR'],
  ['pt-PT', 'pt-PT'],
  ['pt', 'pt'],
  ['zh', 'zh-Hans'],
  ['zh-CN', 'zh-Hans'],
  ['zh-TW', 'zh-Hant'],
  ['zh-Hant-HK', 'zh-Hant'],
  ['sr', 'sr-Cyrl'],
  ['sr-Latn-RS', 'sr-Latn'],
])('readers of %s share the translation into %s', (tag, target) => {
  expect(toTarget(tag)).toBe(target);
});

test('what is no tag comes back as it is, in small letters', () => {
  expect(toTarget('No Tag')).toBe('no tag');
});
