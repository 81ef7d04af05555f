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
  const { store } = core;
  const position = parseSyncToken(core, token);
  if (position.epoch !== (await store.sync.epoch())) return;
  const before = await store.sync.acknowledged(actor.userId);
  if (position.gpos <= before) return;
  if (position.gpos > (await store.sync.frontier())) {
    throw new CoreError('token_invalid', 'The token is ahead of this server; sync without it.');
  }
  // Looked for outside of the transaction, which has no list of what changed: all up to the frontier is there to be seen.
  const changed = await store.conversations.listChanged(actor.userId, before, null, MOST_CONVERSATIONS);
  const awaiting = changed.filter(isAwaiting);
  await store.transaction(async (tx) => {
    if (!(await tx.sync.acknowledge(actor.userId, position.gpos))) return;
    for (const { conversation } of awaiting) {
      const found = tx.conversations.findOwn(conversation.id, actor.userId);
      const own = found instanceof Promise ? await found : found;
      if (own !== undefined && isAwaiting(own)) await markUpTo(core, tx, own, await seqAt(tx, own, position.gpos));
    }
  });
}

/** Whether something of the conversation has not reached the member, and others are told when it does. */
function isAwaiting({ conversation, member }: OwnConversation): boolean {
  const isShown = member.state === 'active' && conversation.memberCount <= SMALL_CONVERSATION;
  return isShown && member.deliveredSeq < conversation.lastSeq;
}

/** The newest message of the conversation as of `gpos`. */
async function seqAt(tx: Transaction, { conversation }: OwnConversation, gpos: number): Promise<number> {
  return conversation.gpos <= gpos ? conversation.lastSeq : tx.messages.lastSeqAtGpos(conversation.id, gpos);
}

/** For edges whose clients know no tokens: a message reached one of the actor’s devices. */
export function markDeliveredUpTo(core: CoreContext, actor: Actor, conversationId: string, seq: number): Promise<void> {
  return core.store.transaction(async (tx) => {
    const own = await tx.conversations.findOwn(conversationId, actor.userId);
    if (own === undefined || own.member.state !== 'active') return;
    await markUpTo(core, tx, own, Math.min(seq, own.conversation.lastSeq));
  }, conversationId);
}

async function markUpTo(
  core: CoreContext,
  tx: Transaction,
  { conversation, member }: OwnConversation,
  seq: number,
): Promise<void> {
  if (seq <= member.deliveredSeq) return;
  const now = await advance(tx, conversation.id, { seq: false, at: core.clock.now() });
  const pos = now.lastPos;
  await tx.conversations.markDelivered(member, { seq, pos });
  const changed: Member = { ...member, deliveredSeq: seq, pos, gpos: tx.gpos };
  tx.emit({
    type: 'receipt.delivered',
    conversation: now,
    member: changed,
    shared: true,
    fromSeq: member.deliveredSeq,
  });
}
