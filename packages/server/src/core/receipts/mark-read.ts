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
  const foresight = { conversationId, userId: actor.userId, clientId: null, countsMentions: true };
  return core.store.transaction(async (tx) => {
    const { conversation, member } = await requireMember(tx, actor, conversationId);
    const readSeq = Math.min(seq, conversation.lastSeq);
    const user = await tx.users.find(actor.userId);
    const shared =
      conversation.memberCount <= SMALL_CONVERSATION &&
      user?.settings.readReceipts !== false &&
      readSeq > member.shownReadSeq;
    // Sending reads silently: what was answered before it was marked read is still to be shown to the others.
    if (readSeq <= member.readSeq && !member.markedUnread && !shared) {
      return withMentions(tx, { conversation, member });
    }
    const now = shared ? await advance(tx, conversationId, { seq: false, at: core.clock.now() }) : conversation;
    const changed: Member = {
      ...member,
      readSeq: Math.max(readSeq, member.readSeq),
      deliveredSeq: Math.max(readSeq, member.deliveredSeq),
      markedUnread: false,
      ...(shared ? { pos: now.lastPos, shownReadSeq: readSeq } : {}),
      gpos: tx.gpos,
    };
    await tx.conversations.markRead(member, { seq: readSeq, shown: shared ? { pos: now.lastPos } : undefined });
    const own = await withMentions(tx, { conversation: now, member: changed });
    if (shared)
      tx.emit({ type: 'receipt.read', conversation: now, member: changed, shared, fromSeq: member.shownReadSeq });
    tx.emit({ type: 'membership.updated', userId: actor.userId, own, mentions: own.mentions });
    return own;
  }, foresight);
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
    const own = await withMentions(tx, { conversation, member: { ...member, ...fields, gpos: tx.gpos } });
    tx.emit({ type: 'membership.updated', userId: actor.userId, own, mentions: own.mentions });
    return own;
  }, conversationId);
}

async function withMentions(
  tx: Transaction,
  own: Pick<OwnWithMentions, 'conversation' | 'member'>,
): Promise<OwnWithMentions> {
  return { mentions: await tx.conversations.mentionCount(own.member), ...own };
}
