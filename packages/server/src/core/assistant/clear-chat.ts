import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { advance, requireMember } from '../conversations/access.ts';
import { deleteMessage } from '../messages/delete-message.ts';
import { requireChat } from './find-chat.ts';

/** Messages that are deleted at a time; the store commits them together. */
const STEP = 100;

/** Deletes everything that was said in a chat with the assistant. The chat stays. */
export async function clearChat(core: CoreContext, actor: Actor, conversationId: string): Promise<void> {
  await requireChat(core, actor, conversationId);
  for (;;) {
    const page = { skip: 0, limit: STEP };
    const messages = await core.store.history.listVisible(actor.userId, conversationId, page);
    if (messages.length === 0) return;
    await Promise.all(messages.map((message) => deleteMessage(core, actor, message.id)));
  }
}

/** Deletes everything that was said in a chat and then the chat: nobody finds it again. */
export async function deleteChat(core: CoreContext, actor: Actor, conversationId: string): Promise<void> {
  await clearChat(core, actor, conversationId);
  await core.store.transaction(async (tx) => {
    const { member } = await requireMember(tx, actor, conversationId);
    const user = await tx.users.find(actor.userId);
    if (user === undefined) return;
    const advanced = await advance(tx, conversationId, { seq: false, at: core.clock.now() });
    const conversation = { ...advanced, memberCount: Math.max(0, advanced.memberCount - 1) };
    await tx.conversations.update(conversationId, { memberCount: conversation.memberCount });
    const change = { state: 'left' as const, pos: conversation.lastPos };
    await tx.conversations.updateMember(conversationId, actor.userId, change);
    const left = { ...member, ...change, gpos: tx.gpos };
    tx.emit({ type: 'conversation.removed', userId: actor.userId, conversation });
    tx.emit({ type: 'member.left', conversation, member: left, user, actorId: actor.userId, removed: false });
  }, conversationId);
}
