import { type CategoryScores, type ModerationCategory, moderationCategories } from './categories.ts';

/** What can be done about a text, from the mildest: mark it, cover its words, keep it back for review, refuse it. */
const moderationActions = ['flag', 'mask', 'hold', 'block'] as const;

export type ModerationAction = (typeof moderationActions)[number];

/** From which score on, 0 to 1, by category; `any` stands for every category that is not named. */
export type Thresholds = Readonly<Partial<Record<ModerationCategory | 'any', number>>>;

/** What a conversation does about which scores. An action that is not named is never taken. */
export type ModerationPolicy = Readonly<Partial<Record<ModerationAction, Thresholds>>>;

/** What a policy says about a text: the strongest action that any of its categories reaches, and which ones do. */
export interface Judgement {
  action: ModerationAction;
  /** Those that reach the action’s threshold. */
  reached: ModerationCategory[];
  /** The thresholds they reach. */
  thresholds: Thresholds;
}

/**
 * The policy that holds in a conversation: its own, else the installation’s. Private conversations (direct, assistant)
 * have nobody who could review, and are never judged; null there, and where no policy is set.
 */
export function policyOf(
  settings: { readonly moderationPolicy: ModerationPolicy | null },
  conversation: { readonly kind: string; readonly moderation: ModerationPolicy | null },
): ModerationPolicy | null {
  if (conversation.kind !== 'group' && conversation.kind !== 'room') return null;
  return conversation.moderation ?? settings.moderationPolicy;
}

/** undefined: the policy lets these scores pass. */
export function judge(policy: ModerationPolicy, scores: CategoryScores): Judgement | undefined {
  for (const action of moderationActions.toReversed()) {
    const limits = policy[action];
    if (limits === undefined) continue;
    const reached = moderationCategories.filter((category) => (scores[category] ?? 0) >= limitOf(limits, category));
    if (reached.length === 0) continue;
    const thresholds = Object.fromEntries(reached.map((category) => [category, limitOf(limits, category)]));
    return { action, reached, thresholds };
  }
  return undefined;
}

/** A score of 0 never reaches a threshold, not even one of 0. */
function limitOf(limits: Thresholds, category: ModerationCategory): number {
  return Math.max(limits[category] ?? limits.any ?? Number.POSITIVE_INFINITY, Number.MIN_VALUE);
}
