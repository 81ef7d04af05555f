import type { ModerationPolicy } from '@parlance/protocol';

export const ACTIONS = ['flag', 'mask', 'hold', 'block'] as const;
export type PolicyAction = (typeof ACTIONS)[number];

/** One line of a policy: from which score on what is done about which category; `any` is each that has no line. */
export interface Rule {
  action: PolicyAction;
  category: string;
  score: number;
}

export const CATEGORIES = [
  'any',
  'threat',
  'harassment',
  'hate',
  'profanity',
  'violence',
  'sexual',
  'self-harm',
  'illicit',
  'spam',
  'personal-data',
] as const;

/** A policy as lines, the mildest action first. */
export function toRules(policy: ModerationPolicy): Rule[] {
  return ACTIONS.flatMap((action) =>
    Object.entries(policy[action] ?? {}).flatMap(([category, score]) =>
      score === undefined ? [] : [{ action, category, score }],
    ),
  );
}

/** The policy that lines make; of two about the same, the last counts. */
export function toPolicy(rules: readonly Rule[]): ModerationPolicy {
  const policy: Partial<Record<PolicyAction, Record<string, number>>> = {};
  for (const { action, category, score } of rules) policy[action] = { ...policy[action], [category]: score };
  return policy;
}
