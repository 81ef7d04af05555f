import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { advance } from '../conversations/access.ts';
import { type Member, SMALL_CONVERSATION } from '../conversations/conversation.ts';
import type { OwnConversation } from '../conversations/conversation-store.ts';
import { CoreError } from '../errors.ts';
import type { Transaction } from '../store.ts';
import { parseSyncToken } from '../sync/sync-token.ts';

/** Conversations whose marks one acknowledgement moves; more change rarely between two of them. */
const MOST_CONVERSATIONS = 200;

/** One of the actor’s devices has stored everything up to this token: the delivered marks follow. */
export async function acknowledge(core: CoreContext, actor: Actor, token: string): Promise<void> {
  const position = parseSyncToken(core, token);
  if (position.epoch !== (await core.store.sync.epoch())) return;
  const before = await core.store.sync.acknowledged(actor.userId);
  if (position.gpos <= before) return;
  if (position.gpos > (await core.store.sync.frontier())) {
    throw new CoreError('token_invalid', 'The token is ahead of this server; sync without it.');
  }
  await core.store.transaction(async (tx) => {
    if (!(await tx.sync.acknowledge(actor.userId, position.gpos))) return;
    const changed = await tx.conversations.listChanged(actor.userId, before, null, MOST_CONVERSATIONS);
    for (const own of changed) await markDelivered(core, tx, own, position.gpos);
  });
}

async function markDelivered(core: CoreContext, tx: Transaction, own: OwnConversation, gpos: number): Promise<void> {
  const { conversation, member } = own;
  const shown = member.state === 'active' && conversation.memberCount <= SMALL_CONVERSATION;
  if (!shown || member.deliveredSeq >= conversation.lastSeq) return;
  const seq = conversation.gpos <= gpos ? conversation.lastSeq : await tx.messages.lastSeqAtGpos(conversation.id, gpos);
  if (seq <= member.deliveredSeq) return;
  const now = await advance(tx, conversation.id, { seq: false, at: core.clock.now() });
  const fields = { deliveredSeq: seq, pos: now.lastPos };
  await tx.conversations.updateMember(conversation.id, member.userId, fields);
  const changed: Member = { ...member, ...fields, gpos: tx.gpos };
  tx.emit({
    type: 'receipt.delivered',
    conversation: now,
    member: changed,
    shared: true,
    fromSeq: member.deliveredSeq,
  });
}

/** For edges whose clients know no tokens: a message reached one of the actor’s devices. */
export function markDeliveredUpTo(core: CoreContext, actor: Actor, conversationId: string, seq: number): Promise<void> {
  return core.store.transaction(async (tx) => {
    const own = await tx.conversations.findOwn(conversationId, actor.userId);
    if (own === undefined || own.member.state !== 'active' || seq <= own.member.deliveredSeq) return;
    const upTo = Math.min(seq, own.conversation.lastSeq);
    const now = await advance(tx, conversationId, { seq: false, at: core.clock.now() });
    const fields = { deliveredSeq: upTo, pos: now.lastPos };
    await tx.conversations.updateMember(conversationId, actor.userId, fields);
    const changed: Member = { ...own.member, ...fields, gpos: tx.gpos };
    tx.emit({
      type: 'receipt.delivered',
      conversation: now,
      member: changed,
      shared: true,
      fromSeq: own.member.deliveredSeq,
    });
  }, conversationId);
}
