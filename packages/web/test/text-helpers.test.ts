import { describe, expect, test } from 'vitest';
import { describeDevice } from '../src/lib/device.ts';
import { FACE_COLOURS, faceColourOf, initialsOf } from '../src/lib/faces.ts';
import { toHighlights } from '../src/lib/highlights.ts';
import { completeMention, findMentionQuery } from '../src/lib/mention-query.ts';

test('a snippet is split at its marks, and stray marks are dropped', () => {
  expect(toHighlights('the \uE000tide\uE001 turns')).toEqual([
    { text: 'the ', hit: false },
    { text: 'tide', hit: true },
    { text: ' turns', hit: false },
  ]);
  expect(toHighlights('\uE001a\uE000')).toEqual([{ text: 'a', hit: false }]);
});

test('initials are the first letters of the first and the last word, in any script', () => {
  expect(['rosa lind', 'Rosa', 'Ana María de la Cruz', 'б.в', '東京', '…'].map(initialsOf)).toEqual([
    'RL',
    'R',
    'AC',
    'БВ',
    '東',
    '?',
  ]);
});

test('the colour of an id is always the same, and neighbouring ids differ', () => {
  const ids = Array.from({ length: 200 }, (_, index) => `0198f3c2-7d1e-7000-8000-${String(index).padStart(12, '0')}`);
  const colours = ids.map(faceColourOf);
  expect(colours).toEqual(ids.map(faceColourOf));
  expect(new Set(colours).size).toBe(FACE_COLOURS);
});

test('a session is named after browser and system', () => {
  const edge = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/150.0 Safari/537.36 Edg/150.0';
  expect(describeDevice(edge)).toBe('Edge on Windows');
  expect(describeDevice('')).toBe('Browser on unknown system');
});

describe('typing a mention', () => {
  test('is noticed after an @ that starts a word', () => {
    expect(findMentionQuery('hi @ro', 6)).toEqual({ start: 3, text: 'ro' });
    expect(findMentionQuery('@', 1)).toEqual({ start: 0, text: '' });
    expect(findMentionQuery('me@ro', 5)).toBeUndefined();
    expect(findMentionQuery('@ro lind', 8)).toBeUndefined();
  });

  test('puts the name in place of the letters, and the caret behind it', () => {
    const query = { start: 3, text: 'ro' };
    expect(completeMention('hi @ro there', query, 'rosa')).toEqual({ text: 'hi @rosa there', caret: 9 });
  });
});
