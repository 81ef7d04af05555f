import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { requireMember } from '../conversations/access.ts';
import type { Member } from '../conversations/conversation.ts';
import { type ConversationSummary, summarise } from '../conversations/list-conversations.ts';
import type { Message } from '../messages/message.ts';
import { sendersOf, withoutHidden } from '../messages/read-messages.ts';
import { revealTo } from '../moderation/reveal.ts';
import type { User } from '../users/user.ts';

export interface ChangesAnswer {
  summary: ConversationSummary;
  messages: Message[];
  members: Member[];
  users: User[];
  /** Everything up to here is told. */
  nextAfter: number;
  hasMore: boolean;
}

/** The rows of one conversation whose last change has a pos above `after`, in pos order. */
export function changesAfter(
  core: CoreContext,
  actor: Actor,
  request: { conversationId: string; after: number; limit: number },
): Promise<ChangesAnswer> {
  const { conversationId, after, limit } = request;
  return core.store.snapshot(async (reader) => {
    const own = await requireMember(reader, actor, conversationId);
    const messages = await reader.messages.changedAfterPos(conversationId, after, limit + 1);
    const members = await reader.conversations.membersChangedAfterPos(conversationId, after, limit + 1);
    const positions = [...messages, ...members].map((row) => row.pos).sort((one, other) => one - other);
    const hasMore = positions.length > limit;
    const bound = hasMore ? (positions[limit - 1] as number) : own.conversation.lastPos;
    const visible = await withoutHidden(
      reader,
      actor.userId,
      messages.filter((message) => message.pos <= bound),
    );
    const shown = await revealTo(reader, actor.userId, visible);
    const shownMembers = members.filter((member) => member.pos <= bound);
    const [summary] = await summarise(reader, actor.userId, [own]);
    const users = await sendersOf(reader, shown);
    const known = new Set(users.map((user) => user.id));
    const missing = shownMembers.map((member) => member.userId).filter((id) => !known.has(id));
    return {
      summary: summary as ConversationSummary,
      messages: shown,
      members: shownMembers,
      users: [...users, ...(await reader.users.findMany(missing))],
      nextAfter: Math.max(after, bound),
      hasMore,
    };
  });
}
