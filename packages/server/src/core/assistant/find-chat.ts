import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { requireMember } from '../conversations/access.ts';
import type { OwnConversation } from '../conversations/conversation-store.ts';
import { startConversation } from '../conversations/start-conversation.ts';
import { notFound } from '../errors.ts';
import { LETA_ID } from './leta.ts';

/** The actor’s own chat with the assistant; any other conversation is `not_found` here, also one they are in. */
export async function requireChat(core: CoreContext, actor: Actor, conversationId: string): Promise<OwnConversation> {
  const own = await requireMember(core.store, actor, conversationId);
  if (own.conversation.kind !== 'assistant') throw notFound('chat', conversationId);
  return own;
}

/** The chat the actor used last, or undefined before the first. */
export async function findLatestChat(core: CoreContext, actor: Actor): Promise<OwnConversation | undefined> {
  const [id] = await core.store.history.assistantChatIds(actor.userId, LETA_ID, 1);
  return id === undefined ? undefined : core.store.conversations.findOwn(id, actor.userId);
}

/** A new chat with the assistant; a person has as many as they like. */
export function startChat(core: CoreContext, actor: Actor, title: string | null): Promise<OwnConversation> {
  return startConversation(core, actor, { kind: 'assistant', userIds: [LETA_ID], name: title });
}
