import type { CoreContext } from '../context.ts';
import type { Message } from '../messages/message.ts';
import type { NewJob } from '../outbox/job.ts';
import { type ModerationPolicy, policyOf } from './policy.ts';

/** After sends, before what is only convenient. */
const PRIORITY = 40;

/**
 * Whether the outside service is asked about a message: where one is configured, in public rooms and in groups with a
 * policy. What people say in private is sent to nobody.
 */
export function isJudgedOutside(
  core: Pick<CoreContext, 'moderator' | 'settings'>,
  conversation: { readonly kind: string; readonly moderation: ModerationPolicy | null },
  { content }: Pick<Message, 'content'>,
): boolean {
  if (core.moderator === null || content === null || content.type === 'system' || !content.text) return false;
  return conversation.kind === 'room' || policyOf(core.settings, conversation) !== null;
}

/** The job that asks it. */
export function moderationJob(message: Pick<Message, 'id' | 'rev'>): NewJob {
  return { kind: 'message.moderate', payload: { messageId: message.id, rev: message.rev }, priority: PRIORITY };
}
