import type { CoreContext } from '../context.ts';
import type { Content, Message } from '../messages/message.ts';
import type { AiTurn } from '../ports/ai-provider.ts';

/** How far back the built-in engine reads, in messages. */
const REMEMBERED = 400;

/** What was said in a conversation as one person sees it. */
export interface Read {
  /** Oldest first; the last one is the question. */
  messages: Message[];
  /** The names of those who said it, by user id. */
  names: ReadonlyMap<string, string>;
}

/** What `userId` sees of a conversation up to the message `last`, oldest first. */
export async function readMessages(core: CoreContext, userId: string, last: Message): Promise<Read> {
  const newestFirst = await core.store.history.listVisibleBefore(userId, last.conversationId, last.seq, REMEMBERED);
  const messages = [...newestFirst.toReversed(), last];
  const users = await core.store.users.findMany([...new Set(messages.map((message) => message.senderId))]);
  return { messages, names: new Map(users.map((user) => [user.id, user.displayName])) };
}

/** As turns of a talk with the assistant. */
export function toTurns({ messages, names }: Read, assistantId: string): AiTurn[] {
  const people = new Set(messages.map((message) => message.senderId).filter((id) => id !== assistantId));
  return messages.map(({ content, senderId }) => {
    const text = content === null ? '' : toText(content);
    if (senderId === assistantId) return { role: 'assistant', text };
    // Alone with one person, nobody needs a name.
    const author = people.size > 1 ? names.get(senderId) : undefined;
    return { role: 'user', text, ...(author === undefined ? {} : { author }) };
  });
}

function toText(content: Content): string {
  if (content.type === 'text' || content.type === 'system') return content.text;
  return content.text || `[${content.type}${content.fileName ? `: ${content.fileName}` : ''}]`;
}
