import type { OwnConversation } from '../../../core/conversations/conversation-store.ts';
import {
  getConversation,
  listConversations,
  listMembers,
  listRooms,
  summarise,
} from '../../../core/conversations/list-conversations.ts';
import {
  addMember,
  joinRoom,
  leaveConversation,
  removeMember,
  setRole,
} from '../../../core/conversations/membership.ts';
import { acceptInvite, createInvite, updateConversation, updateOwn } from '../../../core/conversations/settings.ts';
import { startConversation } from '../../../core/conversations/start-conversation.ts';
import { markRead, markUnread } from '../../../core/receipts/mark-read.ts';
import { setTyping } from '../../../core/typing/typing.ts';
import { encodeCursor, encodeText, parseCursor, parseTextCursor } from '../cursors.ts';
import { done, type Handlers, type V1Context } from '../handler.ts';
import { presentConversation, presentMember, presentMembership, presentSummary, presentUser } from '../present.ts';

type ConversationOperation =
  | 'conversations.list'
  | 'conversations.create'
  | 'conversations.get'
  | 'conversations.update'
  | 'conversations.rooms'
  | 'conversations.join'
  | 'conversations.leave'
  | 'conversations.mine'
  | 'conversations.read'
  | 'conversations.unread'
  | 'members.list'
  | 'members.add'
  | 'members.update'
  | 'members.remove'
  | 'invites.create'
  | 'invites.accept'
  | 'typing.start'
  | 'typing.stop';

async function view({ core }: V1Context, own: OwnConversation) {
  const [summary] = await summarise(core.store, own.member.userId, [own]);
  return presentSummary(summary as NonNullable<typeof summary>);
}

export const conversationHandlers: Handlers<ConversationOperation> = {
  'conversations.list': async ({ core }, actor, input) => {
    const list = await listConversations(core, actor, parseCursor(input.cursor), input.limit ?? 100);
    return {
      conversations: list.summaries.map(presentSummary),
      users: list.users.map(presentUser),
      next_cursor: encodeCursor(list.next),
    };
  },
  'conversations.create': async (context, actor, input) =>
    view(
      context,
      await startConversation(context.core, actor, {
        kind: input.kind,
        userIds: input.user_ids ?? [],
        name: input.name ?? null,
        slug: input.slug ?? null,
        topic: input.topic ?? null,
        avatarUrl: input.avatar_url ?? null,
      }),
    ),
  'conversations.get': async ({ core }, actor, input) =>
    presentSummary(await getConversation(core, actor, input.conversation_id)),
  'conversations.update': async ({ core }, actor, input) => {
    const conversation = await updateConversation(core, actor, input.conversation_id, {
      ...(input.name === undefined ? {} : { name: input.name }),
      ...(input.topic === undefined ? {} : { topic: input.topic }),
      ...(input.avatar_url === undefined ? {} : { avatarUrl: input.avatar_url }),
      ...(input.archived === undefined ? {} : { archived: input.archived }),
    });
    return presentConversation(conversation, null, []);
  },
  'conversations.rooms': async ({ core }, _actor, input) => {
    const list = await listRooms(core, input.query ?? null, parseTextCursor(input.cursor), input.limit ?? 50);
    return {
      rooms: list.rooms.map((room) => presentConversation(room, null, [])),
      next_cursor: list.next === null ? null : encodeText(list.next),
    };
  },
  'conversations.join': async (context, actor, input) =>
    view(context, await joinRoom(context.core, actor, input.conversation_id)),
  'conversations.leave': async ({ core }, actor, input) => {
    await leaveConversation(core, actor, input.conversation_id);
    return done;
  },
  'conversations.mine': async ({ core }, actor, input) => {
    const own = await updateOwn(core, actor, input.conversation_id, {
      ...(input.muted_until === undefined ? {} : { mutedUntil: input.muted_until }),
      ...(input.pinned === undefined ? {} : { pinned: input.pinned }),
      ...(input.archived === undefined ? {} : { archived: input.archived }),
      ...(input.marked_unread === undefined ? {} : { markedUnread: input.marked_unread }),
      ...(input.translate_to === undefined ? {} : { translateTo: input.translate_to }),
    });
    return presentMembership(own.conversation, own.member, own.mentions);
  },
  'conversations.read': async ({ core }, actor, input) => {
    const own = await markRead(core, actor, input.conversation_id, input.seq);
    return presentMembership(own.conversation, own.member, own.mentions);
  },
  'conversations.unread': async ({ core }, actor, input) => {
    const own = await markUnread(core, actor, input.conversation_id, input.seq);
    return presentMembership(own.conversation, own.member, own.mentions);
  },
  'members.list': async ({ core }, actor, input) => {
    const list = await listMembers(core, actor, input.conversation_id, parseCursor(input.cursor), input.limit ?? 100);
    return {
      members: list.members.map(presentMember),
      users: list.users.map(presentUser),
      next_cursor: encodeCursor(list.next),
    };
  },
  'members.add': async ({ core }, actor, input) =>
    presentMember(await addMember(core, actor, input.conversation_id, input.user_id)),
  'members.update': async ({ core }, actor, input) =>
    presentMember(await setRole(core, actor, input.conversation_id, input.user_id, input.role)),
  'members.remove': async ({ core }, actor, input) => {
    await removeMember(core, actor, input.conversation_id, input.user_id);
    return done;
  },
  'invites.create': async ({ core }, actor, input) => {
    const invite = await createInvite(core, actor, input.conversation_id, {
      expiresIn: (input.expires_in_s ?? 604_800) * 1000,
      maxUses: input.max_uses ?? null,
    });
    return { code: invite.code, expires_at: invite.expiresAt };
  },
  'invites.accept': async (context, actor, input) => view(context, await acceptInvite(context.core, actor, input.code)),
  'typing.start': async ({ core }, actor, input) => {
    await setTyping(core, actor, input.conversation_id, true);
    return done;
  },
  'typing.stop': async ({ core }, actor, input) => {
    await setTyping(core, actor, input.conversation_id, false);
    return done;
  },
};
