import type * as wire from '@parlance/protocol';
import type { StreamState } from '../../core/assistant/streams/find-stream.ts';
import type { Call } from '../../core/calls/call.ts';
import type { Conversation, Member } from '../../core/conversations/conversation.ts';
import type { ConversationSummary } from '../../core/conversations/list-conversations.ts';
import type { Media } from '../../core/media/media.ts';
import type { Message } from '../../core/messages/message.ts';
import type { Presence } from '../../core/presence/presence.ts';
import type { Session } from '../../core/sessions/session.ts';
import type { StartedSession } from '../../core/sessions/start-session.ts';
import type { ConversationChanges, SyncAnswer } from '../../core/sync/sync-page.ts';
import type { MessageTranslation } from '../../core/translation/message-translation.ts';
import { hasCredential, type User } from '../../core/users/user.ts';
import { presentContent } from './content.ts';

/** Core objects as v1 shows them. */

export function presentUser(user: User): wire.User {
  return {
    id: user.id,
    user_name: user.userName,
    display_name: user.displayName,
    avatar_url: user.avatarUrl,
    bio: user.bio,
    kind: user.kind,
    created_at: user.createdAt,
  };
}

export function presentMe(user: User): wire.Me {
  return {
    ...presentUser(user),
    email: user.email,
    language: user.language,
    has_password: user.passwordHash !== null && hasCredential(user),
    settings: {
      last_seen: user.settings.lastSeen,
      read_receipts: user.settings.readReceipts,
      known_languages: user.settings.knownLanguages,
      auto_translate: user.settings.autoTranslate,
    },
  };
}

export function presentCall(call: Call): wire.Call {
  return {
    id: call.id,
    conversation_id: call.conversationId,
    caller_id: call.callerId,
    callee_id: call.calleeId,
    type: call.type,
    state: call.state,
    started_at: call.startedAt,
    answered_at: call.answeredAt,
    ended_at: call.endedAt,
  };
}

export function presentMedia(media: Media): wire.Media {
  return {
    id: media.id,
    kind: media.kind,
    media_type: media.type,
    bytes: media.bytes,
    sha256: media.sha256,
    file_name: media.fileName,
    url: `/v1/media/${media.id}`,
    created_at: media.createdAt,
  };
}

export function presentMessage(message: Message): wire.Message {
  return {
    id: message.id,
    conversation_id: message.conversationId,
    seq: message.seq,
    pos: message.pos,
    rev: message.rev,
    client_id: message.clientId,
    sender_id: message.senderId,
    content: message.content === null ? null : presentContent(message.content),
    reply_to: message.replyTo,
    thread_id: message.threadId,
    reply_count: message.replyCount,
    mentions: message.mentions,
    reactions: message.reactions.map(({ emoji, count, userIds }) => ({ emoji, count, user_ids: userIds })),
    forwarded_from: message.forwardedFrom,
    annotations: message.annotations,
    created_at: message.createdAt,
    edited_at: message.editedAt,
    deleted_at: message.deletedAt,
    pinned_at: message.pinnedAt,
    pinned_by: message.pinnedBy,
  };
}

/** `have`: how much of the text the one who asks has, in UTF-16 code units. */
export function presentStream(stream: StreamState, have: number): wire.StreamState {
  const from = Math.min(have, stream.text.length);
  return {
    stream_id: stream.id,
    conversation_id: stream.conversationId,
    question_id: stream.questionId,
    sender_id: stream.senderId,
    asker_id: stream.askerId,
    message_id: stream.messageId,
    state: stream.live ? 'live' : 'ended',
    i: from,
    text: stream.text.slice(from),
  };
}

export function presentTranslation(translation: MessageTranslation): wire.Translation {
  return {
    message_id: translation.messageId,
    rev: translation.rev,
    language: translation.language,
    text: translation.text,
    source: translation.source,
    engine: translation.engine,
  };
}

/** A member as others see it: how far it has read as far as it shows that. */
export function presentMember(member: Member): wire.Member {
  return {
    user_id: member.userId,
    role: member.role,
    state: member.state,
    joined_at: member.joinedAt,
    pos: member.pos,
    read_seq: member.shownReadSeq,
    delivered_seq: member.deliveredSeq,
  };
}

export function presentMembership(conversation: Conversation, member: Member, mentions: number): wire.Membership {
  return {
    role: member.role,
    state: member.state,
    joined_at: member.joinedAt,
    read_seq: member.readSeq,
    delivered_seq: member.deliveredSeq,
    unread: Math.max(0, conversation.lastSeq - member.readSeq),
    mentions,
    marked_unread: member.markedUnread,
    muted_until: member.mutedUntil,
    translate_to: member.translateTo,
    pinned_at: member.pinnedAt,
    archived_at: member.archivedAt,
    silenced_until: member.silencedUntil,
  };
}

export function presentConversation(
  conversation: Conversation,
  lastMessage: Message | null,
  members: readonly Member[],
): wire.Conversation {
  return {
    id: conversation.id,
    kind: conversation.kind,
    name: conversation.name,
    slug: conversation.slug,
    topic: conversation.topic,
    avatar_url: conversation.avatarUrl,
    created_by: conversation.createdBy,
    created_at: conversation.createdAt,
    archived_at: conversation.archivedAt,
    member_count: conversation.memberCount,
    pos: conversation.pos,
    last_pos: conversation.lastPos,
    last_seq: conversation.lastSeq,
    last_message: lastMessage === null ? null : presentMessage(lastMessage),
    moderation: conversation.moderation,
    members: members.map(presentMember),
  };
}

export function presentSummary(summary: ConversationSummary): wire.ConversationView {
  const { conversation, member, mentions, lastMessage, members } = summary;
  return {
    conversation: presentConversation(conversation, lastMessage, members),
    membership: member === null ? null : presentMembership(conversation, member, mentions),
  };
}

export function presentSession(session: Session, currentId: string | null): wire.Session {
  return {
    id: session.id,
    device: session.device,
    created_at: session.createdAt,
    last_used_at: session.lastUsedAt,
    current: session.id === currentId,
  };
}

export function presentCredentials(started: StartedSession): wire.Credentials {
  return {
    user: presentMe(started.user),
    session_id: started.session.id,
    access_token: started.accessToken,
    access_expires_at: started.accessExpiresAt,
    refresh_token: started.refreshToken,
  };
}

export function presentPresence(presence: Presence): wire.Presence {
  return {
    user_id: presence.userId,
    online: presence.online,
    status: presence.status,
    last_seen_at: presence.lastSeenAt,
  };
}

export function presentSyncPage(answer: SyncAnswer): wire.SyncPage {
  return {
    kind: answer.kind,
    token: answer.token,
    has_more: answer.hasMore,
    me: answer.me === null ? null : presentMe(answer.me),
    blocked: answer.blocked,
    users: answer.users.map(presentUser),
    conversations: answer.conversations.map(presentDelta),
    left: answer.left,
    ephemeral: [],
  };
}

function presentDelta(changes: ConversationChanges): wire.ConversationDelta {
  const { conversation, member, mentions } = changes;
  if (member === null) throw new Error('A sync page tells only of the reader’s own conversations.');
  return {
    conversation: presentConversation(conversation, changes.lastMessage, changes.members),
    membership: presentMembership(conversation, member, mentions),
    messages: changes.messages.map(presentMessage),
    members: changes.changedMembers.map(presentMember),
    hidden: changes.hidden,
    limited: changes.limited,
    gap: changes.gap,
  };
}
