import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import type { Member } from '../conversations/conversation.ts';
import { dismiss } from '../conversations/membership.ts';
import { CoreError } from '../errors.ts';
import type { Transaction } from '../store.ts';
import { isLed, requireReviewable } from './access.ts';
import { appendAudit } from './audit.ts';
import type { CaseView } from './case-view.ts';
import type { ModerationCase } from './moderation-case.ts';
import { tellCase } from './write-case.ts';

export interface AuthorActionInput {
  caseId: string;
  /** `mute`: the author reads and does not write; `ban`: the author is removed, and does not come back alone. */
  action: 'warn' | 'mute' | 'ban';
  /** When a mute ends, epoch milliseconds. */
  until: number | null;
  note: string | null;
}

/**
 * Does something about the author of a message, and nothing about the message. Errors: `not_found`, `forbidden` (an owner,
 * by somebody who is none), `conflict` (nobody in particular wrote it, a private conversation, no longer a member).
 */
export function actOnAuthor(core: CoreContext, actor: Actor, input: AuthorActionInput): Promise<CaseView> {
  return core.store.transaction(async (tx) => {
    const one = await requireReviewable(core, tx, actor, input.caseId);
    if (!one.authorKnown) {
      throw new CoreError('conflict', 'Many people write under this account; there is no one author to act on.');
    }
    if (one.authorId === actor.userId) throw new CoreError('conflict', 'You are the author yourself.');
    const outcome = input.action === 'warn' ? {} : await restrain(core, tx, actor, one, input);
    const at = core.clock.now();
    const warned: ModerationCase = { ...one, note: input.note ?? one.note, updatedAt: at };
    await tx.moderation.updateCase(one.id, { note: warned.note, updatedAt: at });
    await appendAudit(core, tx, {
      case: one,
      actorId: actor.userId,
      action: input.action,
      before: {},
      after: outcome,
      note: input.note,
    });
    const message = (await tx.messages.find(one.messageId)) ?? null;
    const view: CaseView = { case: warned, message, as: 'reviewer' };
    await tellCase(core, tx, warned, message);
    // A report alone is not told to the author; that he is warned because of one is.
    const isTold = warned.action !== null || warned.decidedAt !== null;
    if (!isTold) tx.emit({ type: 'moderation.updated', userIds: [one.authorId], view: { ...view, as: 'author' } });
    return view;
  }, actor.userId);
}

async function restrain(
  core: CoreContext,
  tx: Transaction,
  actor: Actor,
  one: ModerationCase,
  { action, until }: AuthorActionInput,
): Promise<Record<string, unknown>> {
  const member = await requireRestrainable(tx, actor, one);
  if (action === 'ban') {
    await dismiss(core, tx, one.conversationId, one.authorId, actor.userId);
    return { member: 'removed' };
  }
  const now = core.clock.now();
  if (until === null || until <= now) {
    throw new CoreError('invalid_input', 'A mute needs “until”, a time to come.', { field: '/until' });
  }
  await tx.conversations.updateMember(one.conversationId, one.authorId, { silencedUntil: until });
  const conversation = await tx.conversations.find(one.conversationId);
  if (conversation !== undefined) {
    const own = { conversation, member: { ...member, silencedUntil: until, gpos: tx.gpos } };
    const mentions = await tx.conversations.mentionCount(member);
    tx.emit({ type: 'membership.updated', userId: one.authorId, own, mentions });
  }
  return { silenced_until: until };
}

async function requireRestrainable(tx: Transaction, actor: Actor, one: ModerationCase): Promise<Member> {
  const conversation = await tx.conversations.find(one.conversationId);
  if (conversation === undefined || !isLed(conversation.kind)) {
    throw new CoreError('conflict', 'A private conversation has fixed members; its people can block each other.');
  }
  const member = await tx.conversations.findMember(one.conversationId, one.authorId);
  if (member?.state !== 'active') throw new CoreError('conflict', 'The author is no longer a member.');
  const own = await tx.conversations.findMember(one.conversationId, actor.userId);
  if (member.role === 'owner' && own?.role !== 'owner') {
    throw new CoreError('forbidden', 'Only an owner may do that to an owner.');
  }
  return member;
}
