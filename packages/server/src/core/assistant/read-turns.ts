import type { CoreContext } from '../context.ts';
import type { Content, Message } from '../messages/message.ts';
import type { AiTurn } from '../ports/ai-provider.ts';
import { LETA_ID } from './leta.ts';

/** How far back the assistant remembers, in messages. */
const REMEMBERED = 400;

/** What was said in a conversation as `userId` sees it, oldest first and up to `last`, as turns for the assistant. */
export async function readTurns(core: CoreContext, userId: string, last: Message): Promise<AiTurn[]> {
  const page = { skip: 0, limit: REMEMBERED };
  const newestFirst = await core.store.history.listVisible(userId, last.conversationId, page);
  const before = newestFirst.filter((message) => message.seq < last.seq).toReversed();
  const said = [...before, last];
  const people = new Set(said.map((message) => message.senderId).filter((id) => id !== LETA_ID));
  // Alone with her, nobody needs a name.
  const users = people.size > 1 ? await core.store.users.findMany([...people]) : [];
  const names = new Map(users.map((user) => [user.id, user.displayName]));
  return said.map((message) => toTurn(message, names.get(message.senderId)));
}

function toTurn({ content, senderId }: Message, author: string | undefined): AiTurn {
  const who = author === undefined ? {} : { author };
  return { role: senderId === LETA_ID ? 'assistant' : 'user', text: content === null ? '' : toText(content), ...who };
}

function toText(content: Content): string {
  if (content.type === 'text' || content.type === 'system') return content.text;
  return content.text || `[${content.type}${content.fileName ? `: ${content.fileName}` : ''}]`;
}
