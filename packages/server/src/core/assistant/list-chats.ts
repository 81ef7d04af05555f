import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import type { Conversation } from '../conversations/conversation.ts';
import { LETA_ID } from './leta.ts';

export interface Chat {
  conversation: Conversation;
  messageCount: number;
}

/** No client pages through its chats; nobody has this many. */
const MOST_CHATS = 500;

/** The actor’s chats with the assistant, last active first. */
export function listChats(core: CoreContext, actor: Actor): Promise<Chat[]> {
  return core.store.snapshot(async (reader) => {
    const ids = await reader.history.assistantChatIds(actor.userId, LETA_ID, MOST_CHATS);
    const counts = await reader.history.countVisible(actor.userId, ids);
    const chats: Chat[] = [];
    for (const id of ids) {
      const conversation = await reader.conversations.find(id);
      if (conversation !== undefined) chats.push({ conversation, messageCount: counts.get(id) ?? 0 });
    }
    return chats;
  });
}
