import type { CoreContext } from '../context.ts';
import { CoreError } from '../errors.ts';
import type { Content } from '../messages/message.ts';
import type { CategoryScores } from './categories.ts';
import { type Judgement, judge, type ModerationPolicy, policyOf } from './policy.ts';
import { BUILT_IN, scoreCategories } from './score-by-words.ts';

/** A judgement, and what it rests on. */
export interface Judged extends Judgement {
  action: Exclude<Judgement['action'], 'block'>;
  scores: CategoryScores;
  engine: string;
}

/**
 * The built-in engine’s judgement of what somebody wants to say, under the policy of the conversation; undefined where it
 * passes or nothing is judged. Costs nothing without a policy. Throws `content_refused` where the policy blocks it.
 */
export function judgeContent(
  core: Pick<CoreContext, 'settings'>,
  conversation: { readonly kind: string; readonly moderation: ModerationPolicy | null },
  content: Content,
): Judged | undefined {
  const policy = policyOf(core.settings, conversation);
  if (policy === null || content.text === undefined || content.text === '') return undefined;
  const scores = scoreCategories(content.text);
  const judgement = judge(policy, scores);
  if (judgement === undefined) return undefined;
  const { action } = judgement;
  if (action !== 'block') return { scores, engine: BUILT_IN, ...judgement, action };
  const category = judgement.reached.toSorted((one, other) => (scores[other] ?? 0) - (scores[one] ?? 0))[0] ?? '';
  throw new CoreError('content_refused', refusalText(category, scores, judgement), { field: '/content/text' });
}

function refusalText(category: string, scores: CategoryScores, { thresholds }: Judgement): string {
  const score = scores[category as keyof CategoryScores] ?? 0;
  const threshold = thresholds[category as keyof CategoryScores] ?? 0;
  return `This conversation refuses texts of the category “${category}” from a score of ${threshold} on; this one scores ${score}. Write it in other words.`;
}
