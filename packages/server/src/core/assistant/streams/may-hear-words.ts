import type { CoreContext } from '../../context.ts';
import type { Conversation } from '../../conversations/conversation.ts';
import { policyOf } from '../../moderation/policy.ts';

/**
 * Whether the words of an answer may be told while it is being written. Where texts are covered, kept back or refused,
 * nobody hears one before it has been judged as a whole.
 */
export function mayHearWords(core: Pick<CoreContext, 'settings'>, conversation: Conversation): boolean {
  const policy = policyOf(core.settings, conversation);
  return policy === null || (policy.mask === undefined && policy.hold === undefined && policy.block === undefined);
}
