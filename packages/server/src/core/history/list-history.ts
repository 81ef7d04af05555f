import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { requireMember } from '../conversations/access.ts';
import type { Message } from '../messages/message.ts';
import { sendersOf } from '../messages/read-messages.ts';
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
    const messages = (await reader.history.listVisible(actor.userId, conversationId, page)).toReversed();
    return { messages, users: await sendersOf(reader, messages) };
  });
}
