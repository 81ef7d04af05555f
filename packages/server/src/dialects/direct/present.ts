import type { Member } from '../../core/conversations/conversation.ts';
import type { ConversationSummary } from '../../core/conversations/list-conversations.ts';
import type { Message } from '../../core/messages/message.ts';
import type { User } from '../../core/users/user.ts';

/** How this dialect’s clients address a person: by e-mail, or by the name or id of one who has none. */
export function addressOf(user: Pick<User, 'id' | 'email' | 'userName'>): string {
  return user.email ?? user.userName ?? user.id;
}

export function presentUser(user: User): { email: string; name: string; profile_image: string | null; id: string } {
  return { id: user.id, email: addressOf(user), name: user.displayName, profile_image: user.avatarUrl };
}

export function presentPerson(user: User, presence: { online: boolean; lastSeenAt: number | null } | undefined) {
  return {
    is_online: presence?.online ?? false,
    last_seen: toTime(presence?.lastSeenAt ?? null),
    ...presentUser(user),
  };
}

/** `type` as the sender named it is kept with the message; otherwise it is what the message is. */
export function presentMessage(message: Message, sender: User | undefined) {
  const { content, annotations } = message;
  return {
    id: message.id,
    conversation_id: message.conversationId,
    sender_email: sender === undefined ? message.senderId : addressOf(sender),
    sender_name: sender?.displayName ?? message.senderId,
    message: toText(message),
    timestamp: toTime(message.createdAt),
    message_type: toType(annotations[MESSAGE_TYPE]) ?? content?.type ?? 'text',
    edited: message.editedAt !== null,
    edited_at: toTime(message.editedAt),
    reply_to: message.replyTo,
  };
}

/** The annotation under which a client’s own `message_type` is kept. */
export const MESSAGE_TYPE = 'direct.message_type';

function toType(kept: unknown): string | undefined {
  return typeof kept === 'string' ? kept : undefined;
}

/** Its clients know texts only: a file is its address, after its caption. */
function toText({ content }: Message): string {
  if (content === null) return '';
  if (content.type === 'text' || content.type === 'system') return content.text;
  const address = `/v1/media/${content.mediaId}`;
  return content.text ? `${content.text} ${address}` : address;
}

/** `users`: all members, as far as the summary names them. */
export function presentConversation(summary: ConversationSummary, users: readonly User[], ownId: string) {
  const { conversation, members, lastMessage } = summary;
  const byId = new Map(users.map((user) => [user.id, user]));
  const people = members.flatMap((member) => byId.get(member.userId) ?? []);
  const unread = members.flatMap((member) => {
    const user = byId.get(member.userId);
    if (user === undefined) return [];
    const readSeq = user.id === ownId ? member.readSeq : shownReadSeqOf(member, user);
    return [[addressOf(user), Math.max(0, conversation.lastSeq - readSeq)] as const];
  });
  const other = people.find((user) => user.id !== ownId);
  const sender = lastMessage === null ? undefined : byId.get(lastMessage.senderId);
  return {
    id: conversation.id,
    conversation_id: conversation.id,
    participants: people.map(addressOf),
    conversation_type: conversation.kind,
    name: conversation.name ?? other?.displayName ?? null,
    other_user: conversation.kind === 'direct' && other !== undefined ? presentUser(other) : null,
    created_at: toTime(conversation.createdAt),
    last_message: lastMessage?.content == null ? null : toText(lastMessage),
    last_message_time: toTime(lastMessage?.createdAt ?? null),
    last_message_sender: sender === undefined ? null : addressOf(sender),
    unread_count: Object.fromEntries(unread),
  };
}

/** How far somebody has read, as others may know it: writing shows it too, unless receipts are off. */
function shownReadSeqOf({ readSeq, shownReadSeq }: Member, { settings }: User): number {
  return settings.readReceipts ? Math.max(readSeq, shownReadSeq) : shownReadSeq;
}

export function toTime(at: number): string;
export function toTime(at: number | null): string | null;
export function toTime(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
