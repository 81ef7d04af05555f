import Type from 'typebox';
import { Conversation, ConversationKind, ConversationView, Member, Membership, Role, User } from '../objects.ts';
import { done, id, language, limit, name, nullable, seq, time, token, topic, url } from './inputs.ts';
import { operation } from './operation.ts';

const conversation = { conversation_id: id };

/** Conversations, their members, and what is mine about them. */
export const conversationOperations = {
  'conversations.list': operation('GET', '/v1/conversations', {
    summary: 'My conversations, the last changed first.',
    query: { cursor: Type.Optional(token), limit: limit(200, 100) },
    result: Type.Object({
      conversations: Type.Array(ConversationView),
      users: Type.Array(User),
      next_cursor: nullable(Type.String()),
    }),
  }),
  'conversations.create': operation('POST', '/v1/conversations', {
    summary: 'Start a conversation. A direct one with the same person is returned, never made twice.',
    status: 201,
    body: {
      kind: ConversationKind,
      user_ids: Type.Optional(Type.Array(id, { maxItems: 500, uniqueItems: true, description: 'direct: exactly one' })),
      name: Type.Optional(name),
      slug: Type.Optional(Type.String({ pattern: '^[a-z0-9][a-z0-9._-]{0,63}$' })),
      topic: Type.Optional(topic),
      avatar_url: Type.Optional(url),
    },
    result: ConversationView,
  }),
  'conversations.get': operation('GET', '/v1/conversations/{conversation_id}', {
    summary: 'One conversation I am in, or a public room.',
    params: conversation,
    result: ConversationView,
  }),
  'conversations.update': operation('PATCH', '/v1/conversations/{conversation_id}', {
    summary: 'Rename, retopic or archive a group or room, for all. Owners and admins only.',
    params: conversation,
    body: {
      name: Type.Optional(name),
      topic: Type.Optional(nullable(topic)),
      avatar_url: Type.Optional(nullable(url)),
      archived: Type.Optional(Type.Boolean()),
    },
    result: Conversation,
  }),
  'conversations.rooms': operation('GET', '/v1/rooms', {
    summary: 'Public rooms, by name.',
    query: {
      query: Type.Optional(Type.String({ maxLength: 100 })),
      cursor: Type.Optional(token),
      limit: limit(200, 50),
    },
    result: Type.Object({ rooms: Type.Array(Conversation), next_cursor: nullable(Type.String()) }),
  }),
  'conversations.join': operation('POST', '/v1/conversations/{conversation_id}/join', {
    summary: 'Join a public room.',
    params: conversation,
    result: ConversationView,
  }),
  'conversations.leave': operation('POST', '/v1/conversations/{conversation_id}/leave', {
    summary: 'Leave a group or room.',
    params: conversation,
    result: done,
  }),
  'conversations.mine': operation('PATCH', '/v1/conversations/{conversation_id}/mine', {
    summary:
      'Mute, pin, archive, mark unread or set the language of translations (a tag, or off), for me alone. null or false undoes.',
    params: conversation,
    body: {
      muted_until: Type.Optional(nullable(time)),
      pinned: Type.Optional(Type.Boolean()),
      archived: Type.Optional(Type.Boolean()),
      marked_unread: Type.Optional(Type.Boolean()),
      translate_to: Type.Optional(nullable(language)),
    },
    result: Membership,
  }),
  'conversations.read': operation('PUT', '/v1/conversations/{conversation_id}/read', {
    summary: 'I have read up to this seq. A lower one than before changes nothing.',
    params: conversation,
    body: { seq },
    result: Membership,
  }),
  'conversations.unread': operation('PUT', '/v1/conversations/{conversation_id}/unread', {
    summary: 'Mark unread from this seq on: the read mark goes back to the message before it.',
    params: conversation,
    body: { seq: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) },
    result: Membership,
  }),
  'members.list': operation('GET', '/v1/conversations/{conversation_id}/members', {
    summary: 'The members, in order of joining.',
    params: conversation,
    query: { cursor: Type.Optional(token), limit: limit(200, 100) },
    result: Type.Object({
      members: Type.Array(Member),
      users: Type.Array(User),
      next_cursor: nullable(Type.String()),
    }),
  }),
  'members.add': operation('PUT', '/v1/conversations/{conversation_id}/members/{user_id}', {
    summary: 'Add a person to a group or room. Owners and admins only.',
    params: { ...conversation, user_id: id },
    result: Member,
  }),
  'members.update': operation('PATCH', '/v1/conversations/{conversation_id}/members/{user_id}', {
    summary: 'Give a role. Owners only; the last owner stays owner.',
    params: { ...conversation, user_id: id },
    body: { role: Role },
    result: Member,
  }),
  'members.remove': operation('DELETE', '/v1/conversations/{conversation_id}/members/{user_id}', {
    summary: 'Remove a member. Owners and admins only; their connections stop hearing at once.',
    params: { ...conversation, user_id: id },
    result: done,
  }),
  'invites.create': operation('POST', '/v1/conversations/{conversation_id}/invites', {
    summary: 'A link code with which others may join. Owners and admins only.',
    status: 201,
    params: conversation,
    body: {
      expires_in_s: Type.Optional(Type.Integer({ minimum: 60, maximum: 31_536_000, default: 604_800 })),
      max_uses: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
    },
    result: Type.Object({ code: Type.String(), expires_at: time }),
  }),
  'invites.accept': operation('POST', '/v1/invites/{code}/accept', {
    summary: 'Join by a link code.',
    params: { code: token },
    result: ConversationView,
  }),
  'typing.start': operation('PUT', '/v1/conversations/{conversation_id}/typing', {
    summary: 'I am typing; ends by itself after six seconds.',
    params: conversation,
    result: done,
  }),
  'typing.stop': operation('DELETE', '/v1/conversations/{conversation_id}/typing', {
    summary: 'I stopped typing.',
    params: conversation,
    result: done,
  }),
};
