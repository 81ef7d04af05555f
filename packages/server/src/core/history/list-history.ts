import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { requireMember } from '../conversations/access.ts';
import type { Message } from '../messages/message.ts';
import { sendersOf } from '../messages/read-messages.ts';
import { revealTo } from '../moderation/reveal.ts';
import type { User } from '../users/user.ts';

/** For edges whose clients page by count: a page of what the actor sees, oldest first, after the `skip` newest. */
export function listHistory(
  core: CoreContext,
  actor: Actor,
  conversationId: string,
  page: { skip: number; limit: number },
): Promise<{ messages: Message[]; users: User[] }> {
  return core.store.snapshot(async (reader) => {
    await requireMember(reader, actor, conversationId);
    const newest = await reader.history.listVisible(actor.userId, conversationId, page);
    // What is kept back its author sees; where many write under one account, nobody is its author.
    const messages = (await revealTo(reader, actor.userId, newest.toReversed())).filter(
      ({ content }) => content !== null,
    );
    return { messages, users: await sendersOf(reader, messages) };
  });
}
