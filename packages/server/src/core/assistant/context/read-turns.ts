import type { CoreContext } from '../../context.ts';
import type { Message } from '../../messages/message.ts';
import { searchableText } from '../../messages/searchable-text.ts';
import type { AiTurn } from '../../ports/ai-provider.ts';

/** How far back an assistant reads, in messages. */
const REMEMBERED = 400;

/** One message as a turn of a talk with an assistant. */
export interface ReadTurn extends AiTurn {
  seq: number;
}

/**
 * What `userId` sees of a conversation before a message, oldest first: nothing that was deleted, that they deleted for
 * themselves, or that is kept back from them.
 */
export function readMessages(core: CoreContext, userId: string, before: Message): Promise<Message[]> {
  return readUpTo(core, userId, { conversationId: before.conversationId, seq: before.seq });
}

/** As `readMessages`, before a seq. */
export async function readUpTo(
  core: CoreContext,
  userId: string,
  { conversationId, seq }: { conversationId: string; seq: number },
): Promise<Message[]> {
  const newestFirst = await core.store.history.listVisibleBefore(userId, conversationId, seq, REMEMBERED);
  return newestFirst.filter((message) => message.content !== null).toReversed();
}

/** `shared`: several people talk there, and each is named. */
export async function toTurns(
  core: CoreContext,
  messages: readonly Message[],
  { assistantId, shared }: { assistantId: string; shared: boolean },
): Promise<ReadTurn[]> {
  const ids = shared ? [...new Set(messages.map((message) => message.senderId))] : [];
  const users = await core.store.users.findMany(ids);
  const names = new Map(users.map((user) => [user.id, user.displayName]));
  return messages.map((message): ReadTurn => {
    const { senderId, seq } = message;
    const text = toText(message);
    if (senderId === assistantId) return { role: 'assistant', text, seq };
    const author = names.get(senderId);
    return { role: 'user', text, seq, ...(author === undefined ? {} : { author }) };
  });
}

function toText(message: Message): string {
  const { content } = message;
  if (content === null) return '';
  if (content.type === 'text' || content.type === 'system') return content.text;
  return searchableText(message) || `[${content.type}${content.fileName ? `: ${content.fileName}` : ''}]`;
}
