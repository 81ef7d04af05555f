import type { Field, FieldText, Parsed } from './field.ts';

const ACTIONS = ['flag', 'mask', 'hold', 'block'] as const;
const CATEGORIES = [
  'any',
  'threat',
  'harassment',
  'hate',
  'profanity',
  'self-harm',
  'sexual',
  'violence',
  'illicit',
  'spam',
  'personal-data',
] as const;

/** By action and category, the score from which on it is taken. */
export type ModerationPolicy = Readonly<
  Partial<Record<(typeof ACTIONS)[number], Readonly<Partial<Record<(typeof CATEGORIES)[number], number>>>>>
>;

/** `flag=any:0.7 hold=threat:0.9,hate:0.9`, or `off`. */
export function moderationPolicy(text: FieldText<ModerationPolicy | null>): Field<ModerationPolicy | null> {
  const allowed = '`off`, or `flag=`, `mask=`, `hold=`, `block=`, each followed by `category:score` pairs';
  return { allowed, ...text, parse };
}

function parse(value: string): Parsed<ModerationPolicy | null> {
  if (/^(off|none)$/i.test(value)) return { value: null };
  const policy: Record<string, Record<string, number>> = {};
  for (const part of value.split(/[\s;]+/).filter((one) => one !== '')) {
    const [action = '', pairs = ''] = part.split('=');
    if (!ACTIONS.some((known) => known === action) || policy[action] !== undefined) {
      return { wants: `“${part}” in it must begin with flag=, mask=, hold= or block=, each at most once` };
    }
    const thresholds: Record<string, number> = {};
    for (const pair of pairs.split(',')) {
      const match = /^([a-z-]+):(0|1|0?\.\d+|1\.0+|0\.0+)$/.exec(pair);
      const category = CATEGORIES.find((known) => known === match?.[1]);
      if (category === undefined) {
        return {
          wants: `“${pair}” in it must be a category and a score from 0 to 1, such as ${CATEGORIES[0]}:0.7; categories are ${CATEGORIES.join(', ')}`,
        };
      }
      thresholds[category] = Number(match?.[2]);
    }
    policy[action] = thresholds;
  }
  return { value: policy };
}
