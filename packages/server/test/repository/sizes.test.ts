import { expect, test } from 'vitest';
import { readSources, type SourceFile } from './source-tree.ts';

const MAXIMUM_LINES = 400;

test('no source file has more than 400 lines', () => {
  const sources = readSources(['.ts', '.tsx', '.js', '.mjs', '.css']);
  expect(sources.length).toBeGreaterThan(0);
  expect(findOversized(sources)).toEqual([]);
});

test('a file of 401 lines is named with its length, one of 400 is not', () => {
  const ofLines = (path: string, count: number) => ({ path, text: 'x\n'.repeat(count) });
  expect(findOversized([ofLines('long.ts', 401), ofLines('full.ts', 400)])).toEqual(['long.ts has 401 lines']);
});

function findOversized(sources: readonly SourceFile[]): string[] {
  return sources.flatMap(({ path, text }) => {
    const lines = text.replace(/\n$/, '').split('\n').length;
    return lines > MAXIMUM_LINES ? [`${path} has ${lines} lines`] : [];
  });
}
