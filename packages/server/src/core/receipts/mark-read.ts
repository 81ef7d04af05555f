import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { advance, requireMember } from '../conversations/access.ts';
import { type Member, SMALL_CONVERSATION } from '../conversations/conversation.ts';
import type { OwnWithMentions } from '../conversations/settings.ts';
import type { Transaction } from '../store.ts';

/**
 * Moves the actor’s read mark up to `seq`; a lower one than before changes nothing. In a small conversation, and with
 * receipts on, it is a numbered change that all members see; otherwise only the actor’s own devices are told.
 */
export function markRead(
  core: CoreContext,
  actor: Actor,
  conversationId: string,
  seq: number,
): Promise<OwnWithMentions> {
  return core.store.transaction(async (tx) => {
    const { conversation, member } = await requireMember(tx, actor, conversationId);
    const readSeq = Math.min(seq, conversation.lastSeq);
    const fields: Partial<Member> = {
      readSeq: Math.max(readSeq, member.readSeq),
      deliveredSeq: Math.max(readSeq, member.deliveredSeq),
      markedUnread: false,
    };
    const user = await tx.users.find(actor.userId);
    const shared =
      conversation.memberCount <= SMALL_CONVERSATION &&
      user?.settings.readReceipts !== false &&
      readSeq > member.shownReadSeq;
    // Sending reads silently: what was answered before it was marked read is still to be shown to the others.
    if (readSeq <= member.readSeq && !member.markedUnread && !shared) {
      return withMentions(tx, actor, { conversation, member });
    }
    let now = conversation;
    if (shared) {
      now = await advance(tx, conversationId, { seq: false, at: core.clock.now() });
      fields.pos = now.lastPos;
      fields.shownReadSeq = readSeq;
    }
    await tx.conversations.updateMember(conversationId, actor.userId, fields);
    const changed: Member = { ...member, ...fields, gpos: tx.gpos };
    const own = await withMentions(tx, actor, { conversation: now, member: changed });
    if (shared)
      tx.emit({ type: 'receipt.read', conversation: now, member: changed, shared, fromSeq: member.shownReadSeq });
    tx.emit({ type: 'membership.updated', userId: actor.userId, own, mentions: own.mentions });
    return own;
  }, conversationId);
}

/** Moves the read mark back to before `seq`, for the actor alone: others keep seeing what was read. */
export function markUnread(
  core: CoreContext,
  actor: Actor,
  conversationId: string,
  seq: number,
): Promise<OwnWithMentions> {
  return core.store.transaction(async (tx) => {
    const { conversation, member } = await requireMember(tx, actor, conversationId);
    const fields = { readSeq: Math.min(Math.max(0, seq - 1), conversation.lastSeq), markedUnread: true };
    await tx.conversations.updateMember(conversationId, actor.userId, fields);
    const own = await withMentions(tx, actor, { conversation, member: { ...member, ...fields, gpos: tx.gpos } });
    tx.emit({ type: 'membership.updated', userId: actor.userId, own, mentions: own.mentions });
    return own;
  }, conversationId);
}

async function withMentions(
  tx: Transaction,
  actor: Actor,
  own: Pick<OwnWithMentions, 'conversation' | 'member'>,
): Promise<OwnWithMentions> {
  const counts = await tx.conversations.mentionCounts(actor.userId, [own.conversation.id]);
  return { ...own, mentions: counts.get(own.conversation.id) ?? 0 };
}
