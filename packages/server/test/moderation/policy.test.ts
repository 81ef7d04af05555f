import { describe, expect, test } from 'vitest';
import { joinScores, toCategoryScores } from '../../src/core/moderation/categories.ts';
import { judgeContent } from '../../src/core/moderation/judge-content.ts';
import { maskText } from '../../src/core/moderation/mask-text.ts';
import { judge, policyOf } from '../../src/core/moderation/policy.ts';
import { scoreCategories } from '../../src/core/moderation/score-by-words.ts';

describe('a policy', () => {
  test('takes the strongest action that any category reaches', () => {
    const policy = { flag: { any: 0.5 }, hold: { threat: 0.9 }, block: { hate: 0.95 } };
    expect(judge(policy, { harassment: 0.6 })).toMatchObject({ action: 'flag', reached: ['harassment'] });
    expect(judge(policy, { harassment: 0.6, threat: 0.9 })).toMatchObject({
      action: 'hold',
      reached: ['threat'],
      thresholds: { threat: 0.9 },
    });
    expect(judge(policy, { hate: 0.96, threat: 0.99 })?.action).toBe('block');
    expect(judge(policy, { spam: 0.49 })).toBeUndefined();
  });

  test('a category that is named does not fall under “any”, and a score of 0 reaches nothing', () => {
    expect(judge({ flag: { any: 0.5, profanity: 0.9 } }, { profanity: 0.6 })).toBeUndefined();
    expect(judge({ block: { any: 0 } }, {})).toBeUndefined();
    expect(judge({ block: { any: 0 } }, { spam: 0.01 })?.action).toBe('block');
  });

  test('of the installation holds in groups and rooms that have none, and never in private', () => {
    const settings = { moderationPolicy: { flag: { any: 0.7 } } };
    const own = { hold: { any: 0.9 } };
    expect(policyOf(settings, { kind: 'group', moderation: null })).toBe(settings.moderationPolicy);
    expect(policyOf(settings, { kind: 'room', moderation: own })).toBe(own);
    expect(policyOf(settings, { kind: 'direct', moderation: own })).toBeNull();
    expect(policyOf(settings, { kind: 'assistant', moderation: null })).toBeNull();
  });

  test('judges captions too, and nothing where there is nothing to read', () => {
    const core = { settings: { moderationPolicy: { hold: { threat: 0.8 } } } } as never;
    const group = { kind: 'group', moderation: null };
    const image = { type: 'image' as const, mediaId: 'one' };
    expect(judgeContent(core, group, image)).toBeUndefined();
    expect(judgeContent(core, group, { ...image, text: 'I will kill you' })?.action).toBe('hold');
  });
});

test('names of OpenAI’s categories are read as ours, the highest where several fall together', () => {
  const scores = toCategoryScores({
    'harassment/threatening': 0.9,
    harassment: 0.3,
    'self-harm/intent': 0.2,
    'self-harm': 0.4,
    'sexual/minors': 0.7,
    'illicit/violent': 0.5,
    novelty: 1,
    hate: 0,
  });
  expect(scores).toEqual({ threat: 0.9, harassment: 0.3, 'self-harm': 0.4, sexual: 0.7, illicit: 0.5 });
  expect(joinScores(scores, { threat: 0.1, spam: 0.9 })).toMatchObject({ threat: 0.9, spam: 0.9 });
});

describe('masking', () => {
  test.each([
    ['you idiot, come here', 'you ▇▇▇▇▇, come here'],
    ['so ein Vollidiot!', 'so ein ▇▇▇▇▇▇▇▇▇!'],
    ['an i d i o t he is', 'an ▇ ▇ ▇ ▇ ▇ he is'],
    ['(1d1ot)', '(▇▇▇▇▇)'],
    ['你这个傻逼，走开', '你这个▇▇，走开'],
    ['one idiot\nand  another  MORON', 'one ▇▇▇▇▇\nand  another  ▇▇▇▇▇'],
  ])('covers the words of “%s” alone', (text, masked) => {
    expect(maskText(text, ['harassment'])).toBe(masked);
  });

  test('covers numbers that were found by their form', () => {
    expect(maskText('card 4111 1111 1111 1111 thanks', ['personal-data'])).toBe('card ▇▇▇▇ ▇▇▇▇ ▇▇▇▇ ▇▇▇▇ thanks');
  });

  test('covers all where no listed word is found', () => {
    expect(maskText('the wolf, again', ['hate'])).toBe('▇▇▇ ▇▇▇▇, ▇▇▇▇▇');
  });

  test('finds every one of many words in a long text, wherever it stands', () => {
    const filler = Array.from({ length: 700 }, (_, index) => (index % 35 === 34 ? 'moron' : `word${index}`));
    const masked = maskText(filler.join(' '), ['harassment']);
    expect(masked).not.toContain('moron');
    expect(masked.match(/▇+/g)).toHaveLength(20);
    expect(scoreCategories(masked).harassment).toBeUndefined();
  });
});
