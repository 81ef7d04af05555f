import { expect, test } from 'vitest';
import type { ModerationCategory } from '../../src/core/moderation/categories.ts';
import { measure } from './measure.ts';
import { renderReport } from './report.ts';

const measurement = measure();

test('the labelled set is of some size, in several languages', () => {
  expect(measurement.all.length).toBeGreaterThanOrEqual(300);
  expect(measurement.byLanguage.size).toBeGreaterThanOrEqual(10);
  expect(new Set(measurement.all.map(({ text }) => text)).size).toBe(measurement.all.length);
});

test('what is harmless is left alone, and most of the rest is found', () => {
  expect(measurement.overall.precision).toBeGreaterThanOrEqual(0.82);
  expect(measurement.overall.recall).toBeGreaterThanOrEqual(0.78);
});

/** Floors a little below what is reached; the figures themselves are in docs/moderation-report.md. */
const FLOORS: [ModerationCategory, { precision: number; recall: number }][] = [
  ['threat', { precision: 0.9, recall: 0.82 }],
  ['harassment', { precision: 0.77, recall: 0.77 }],
  ['hate', { precision: 0.65, recall: 0.6 }],
  ['profanity', { precision: 0.5, recall: 0.84 }],
  ['self-harm', { precision: 0.8, recall: 0.82 }],
  ['sexual', { precision: 0.95, recall: 0.55 }],
  ['spam', { precision: 0.95, recall: 0.73 }],
  ['personal-data', { precision: 0.95, recall: 0.62 }],
];

test.each(FLOORS)('%s does not fall behind', (category, floors) => {
  const figures = measurement.byCategory.get(category);
  expect(figures?.precision).toBeGreaterThanOrEqual(floors.precision);
  expect(figures?.recall).toBeGreaterThanOrEqual(floors.recall);
});

test('docs/moderation-report.md says what was measured', async () => {
  await expect(renderReport(measurement)).toMatchFileSnapshot('../../../../docs/moderation-report.md');
});
