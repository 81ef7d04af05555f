import type { Call } from '../../core/calls/call.ts';
import type { Conversation, Member } from '../../core/conversations/conversation.ts';
import type { Media } from '../../core/media/media.ts';
import type { Message } from '../../core/messages/message.ts';
import type { Presence } from '../../core/presence/presence.ts';
import type { User } from '../../core/users/user.ts';

/** Core objects as letsapp’s clients read them. */

export const toTime = (milliseconds: number): string => new Date(milliseconds).toISOString();

export const nameOf = (user: User): string => user.userName ?? user.displayName;

/** Pictures that were uploaded here are fetched by letsapp’s own path; others keep their address. */
export function pictureOf(url: string | null): string | null {
  return url?.replace(/^\/v1\/media\//, '/api/media/') ?? null;
}

export function presentPerson(user: User) {
  return {
    id: user.id,
    _id: user.id,
    user_id: user.id,
    username: nameOf(user),
    full_name: user.displayName,
    bio: user.bio,
    profile_picture: pictureOf(user.avatarUrl),
    created_at: toTime(user.createdAt),
  };
}

/** With what is the account’s own business. */
export function presentSelf(user: User) {
  const { letsapp } = user.settings.extra as { letsapp?: { settings?: unknown } };
  return {
    ...presentPerson(user),
    email: user.email,
    preferred_language: user.language,
    status: user.status,
    settings: letsapp?.settings ?? {},
  };
}

export function presentStatus(user: User, presence: Presence | undefined) {
  const online = presence?.online === true;
  const lastSeenAt = presence?.lastSeenAt ?? null;
  return {
    user_id: user.id,
    username: nameOf(user),
    profile_picture: pictureOf(user.avatarUrl),
    status: online ? (presence?.status ?? 'online') : 'offline',
    last_active: lastSeenAt === null ? null : toTime(lastSeenAt),
  };
}

/** How far the other side of a conversation has received and read. */
export interface Marks {
  deliveredSeq: number;
  readSeq: number;
}

export const noMarks: Marks = { deliveredSeq: 0, readSeq: 0 };

export function marksOf(member: Member | undefined): Marks {
  return member === undefined ? noMarks : { deliveredSeq: member.deliveredSeq, readSeq: member.shownReadSeq };
}

function statusOf(message: Message, marks: Marks): 'sent' | 'delivered' | 'read' {
  if (marks.readSeq >= message.seq) return 'read';
  return marks.deliveredSeq >= message.seq ? 'delivered' : 'sent';
}

/** The id of the other person of a direct conversation; one’s own where one writes to oneself. */
export function otherOf(conversation: Conversation, userId: string): string {
  const [one = userId, other = userId] = (conversation.directKey ?? '').split(':');
  return one === userId ? other : one;
}

function presentBody(message: Message, sender: User | undefined) {
  const said = (message.annotations.letsapp ?? {}) as { message_type?: string; attachment?: unknown };
  const { content } = message;
  const own =
    content === null || content.type === 'text' || content.type === 'system' ? null : presentAttachment(content);
  return {
    id: message.id,
    _id: message.id,
    sender: message.senderId,
    sender_name: sender === undefined ? null : nameOf(sender),
    sender_avatar: pictureOf(sender?.avatarUrl ?? null),
    content: content?.text ?? '',
    timestamp: toTime(message.createdAt),
    message_type: said.message_type ?? content?.type ?? 'text',
    attachment: content === null ? null : (said.attachment ?? own),
    edited: message.editedAt !== null,
    deleted: message.deletedAt !== null,
  };
}

function presentAttachment(content: {
  mediaId: string;
  type: string;
  fileName?: string;
  mediaType?: string;
  bytes?: number;
}) {
  return {
    file_id: content.mediaId,
    url: `/api/media/${content.mediaId}`,
    type: content.type,
    mime_type: content.mediaType ?? null,
    name: content.fileName ?? null,
    size: content.bytes ?? null,
  };
}

export function presentDirect(message: Message, conversation: Conversation, sender: User | undefined, marks: Marks) {
  return {
    recipient: otherOf(conversation, message.senderId),
    status: statusOf(message, marks),
    ...presentBody(message, sender),
  };
}

/** `readBy`: the members who show that they have read it. */
export function presentGroupMessage(message: Message, sender: User | undefined, readBy: readonly string[]) {
  return { group_id: message.conversationId, read_by: readBy, ...presentBody(message, sender) };
}

export function presentGroup(conversation: Conversation, members: readonly Member[], users: readonly User[]) {
  const known = new Map(users.map((user) => [user.id, user]));
  const active = members.filter((member) => member.state === 'active');
  return {
    group_id: conversation.id,
    id: conversation.id,
    _id: conversation.id,
    name: conversation.name,
    description: conversation.topic,
    icon: pictureOf(conversation.avatarUrl),
    created_by: conversation.createdBy,
    created_at: toTime(conversation.createdAt),
    member_count: conversation.memberCount,
    members: active.map((member) => member.userId),
    admins: active.filter((member) => member.role !== 'member').map((member) => member.userId),
    member_details: active.map((member) => {
      const user = known.get(member.userId);
      return {
        user_id: member.userId,
        username: user === undefined ? null : nameOf(user),
        profile_picture: pictureOf(user?.avatarUrl ?? null),
        role: member.role,
      };
    }),
  };
}

export function presentAiMessage(message: Message, assistantId: string) {
  return {
    id: message.id,
    content: message.content?.text ?? '',
    timestamp: toTime(message.createdAt),
    sender_id: message.senderId,
    is_ai: message.senderId === assistantId,
    room_id: message.conversationId,
  };
}

export function presentCall(call: Call) {
  return {
    call_id: call.id,
    status: call.state,
    call_type: call.type,
    caller_id: call.callerId,
    callee_id: call.calleeId,
    started_at: toTime(call.startedAt),
    answered_at: call.answeredAt === null ? null : toTime(call.answeredAt),
    ended_at: call.endedAt === null ? null : toTime(call.endedAt),
  };
}

export function presentMedia(media: Media) {
  return {
    file_id: media.id,
    type: media.kind,
    mime_type: media.type,
    size: media.bytes,
    file_name: media.fileName,
    urls: { direct: `/api/media/${media.id}` },
  };
}
