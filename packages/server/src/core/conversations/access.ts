import type { Actor } from '../actor.ts';
import { CoreError, notFound } from '../errors.ts';
import type { Reader, Transaction } from '../store.ts';
import type { Conversation } from './conversation.ts';
import type { ConversationReader, OwnConversation } from './conversation-store.ts';

/** The conversation and the actor’s own row in it; whoever is not an active member learns nothing. */
export async function requireMember(
  reader: { readonly conversations: ConversationReader },
  actor: Actor,
  conversationId: string,
): Promise<OwnConversation> {
  return requireActive(await reader.conversations.findOwn(conversationId, actor.userId), conversationId);
}

/** The same for a row that was looked for already. */
export function requireActive(own: OwnConversation | undefined, conversationId: string): OwnConversation {
  if (own === undefined || own.member.state !== 'active') throw notFound('conversation', conversationId);
  return own;
}

/** Like `requireMember`, for what only owners and admins of a group or room may do. */
export async function requireAdmin(reader: Reader | Transaction, actor: Actor, conversationId: string) {
  const own = await requireMember(reader, actor, conversationId);
  requireGroupOrRoom(own.conversation);
  if (own.member.role === 'member') {
    throw new CoreError('forbidden', 'Only owners and admins of this conversation may do that.');
  }
  return own;
}

export function requireGroupOrRoom(conversation: Conversation): void {
  if (conversation.kind === 'group' || conversation.kind === 'room') return;
  throw new CoreError('conflict', `A conversation of kind “${conversation.kind}” has fixed members and no settings.`);
}

/** Takes the next pos under the conversation’s lock, or says that there is no such conversation. */
export async function advance(
  tx: Transaction,
  conversationId: string,
  take: { seq: boolean; at: number },
): Promise<Conversation> {
  const conversation = await tx.conversations.advance(conversationId, take);
  if (conversation === undefined) throw notFound('conversation', conversationId);
  return conversation;
}
