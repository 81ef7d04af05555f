import { describe, expect, test } from 'vitest';
import type { ModerationCategory } from '../../src/core/moderation/categories.ts';
import { measure } from './measure.ts';
import { renderReport } from './report.ts';

const tuned = measure('labelled-texts.tsv');
const heldOut = measure('held-out-texts.tsv');

test('no sentence is in both sets, or in one of them twice', () => {
  const texts = [...tuned.all, ...heldOut.all].map(({ text }) => text.toLowerCase());
  expect(new Set(texts).size).toBe(texts.length);
});

/** Floors a little below what is reached; the figures themselves are in docs/moderation-report.md. */
type Floors = [ModerationCategory, { precision: number; recall: number }][];

describe('on the set it was adjusted on', () => {
  test('the set is of some size, in several languages', () => {
    expect(tuned.all.length).toBeGreaterThanOrEqual(300);
    expect(tuned.byLanguage.size).toBeGreaterThanOrEqual(10);
  });

  test('what is harmless is left alone, and most of the rest is found', () => {
    expect(tuned.overall.precision).toBeGreaterThanOrEqual(0.82);
    expect(tuned.overall.recall).toBeGreaterThanOrEqual(0.78);
  });

  const floors: Floors = [
    ['threat', { precision: 0.9, recall: 0.82 }],
    ['harassment', { precision: 0.77, recall: 0.77 }],
    ['hate', { precision: 0.65, recall: 0.6 }],
    ['profanity', { precision: 0.5, recall: 0.84 }],
    ['self-harm', { precision: 0.8, recall: 0.82 }],
    ['sexual', { precision: 0.95, recall: 0.55 }],
    ['spam', { precision: 0.95, recall: 0.73 }],
    ['personal-data', { precision: 0.95, recall: 0.62 }],
  ];

  test.each(floors)('%s does not fall behind', (category, { precision, recall }) => {
    const figures = tuned.byCategory.get(category);
    expect(figures?.precision).toBeGreaterThanOrEqual(precision);
    expect(figures?.recall).toBeGreaterThanOrEqual(recall);
  });
});

/** Nobody mends the engine for these sentences: a floor that breaks here shows a change that made it worse elsewhere. */
describe('on the set held out', () => {
  test('the set is of some size, in several languages, and about half of it is harmless', () => {
    expect(heldOut.all.length).toBeGreaterThanOrEqual(200);
    expect(heldOut.byLanguage.size).toBeGreaterThanOrEqual(10);
    const harmless = heldOut.all.filter(({ label }) => label === 'harmless').length;
    expect(harmless / heldOut.all.length).toBeGreaterThanOrEqual(0.4);
    expect(harmless / heldOut.all.length).toBeLessThanOrEqual(0.6);
  });

  test('it finds what it found when it was first measured', () => {
    expect(heldOut.overall.precision).toBeGreaterThanOrEqual(0.75);
    expect(heldOut.overall.recall).toBeGreaterThanOrEqual(0.36);
  });
});

test('docs/moderation-report.md says what was measured', async () => {
  await expect(renderReport({ tuned, heldOut })).toMatchFileSnapshot('../../../../docs/moderation-report.md');
});
