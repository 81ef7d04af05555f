import Type from 'typebox';
import { ChangesPage, Message, SearchHit, SendableContent, SyncPage, Translation, User } from '../objects.ts';
import { clientId, done, emoji, id, limit, nullable, seq, token, translateTo } from './inputs.ts';
import { operation } from './operation.ts';

const conversation = { conversation_id: id };
const message = { message_id: id };

const SendResult = Type.Object({
  message: Message,
  duplicate: Type.Boolean({ description: 'true: this client id was sent before; nothing new was made' }),
});

/**
 * What the messages of an answer say in another language, where it was asked for: what is known, or can be made within a
 * moment. The rest comes as `translation.ready`.
 */
const translations = { translations: Type.Optional(Type.Array(Translation)) };

/** Messages, what is done to them, search, and sync. */
export const messageOperations = {
  'messages.list': operation('GET', '/v1/conversations/{conversation_id}/messages', {
    summary: 'A page of messages, oldest first; the newest page unless told otherwise.',
    params: conversation,
    query: {
      before_seq: Type.Optional(seq),
      after_seq: Type.Optional(seq),
      around_seq: Type.Optional(seq),
      limit: limit(200, 50),
      translate_to: Type.Optional(translateTo),
    },
    result: Type.Object({
      messages: Type.Array(Message),
      users: Type.Array(User),
      has_more_before: Type.Boolean(),
      has_more_after: Type.Boolean(),
      ...translations,
    }),
  }),
  'messages.send': operation('PUT', '/v1/conversations/{conversation_id}/messages/{client_id}', {
    summary: 'Send a message. Sending again with the same client id and body answers with the first result.',
    status: 200,
    params: { ...conversation, client_id: clientId },
    body: {
      content: SendableContent,
      reply_to: Type.Optional(nullable(id)),
      thread_id: Type.Optional(nullable(id)),
      mentions: Type.Optional(Type.Array(id, { maxItems: 50, uniqueItems: true })),
    },
    result: SendResult,
  }),
  'messages.get': operation('GET', '/v1/messages/{message_id}', {
    summary: 'One message.',
    params: message,
    result: Message,
  }),
  'messages.edit': operation('PATCH', '/v1/messages/{message_id}', {
    summary: 'Edit my message. base_rev is the rev I saw; a newer one is a conflict that carries the current message.',
    params: message,
    body: { content: SendableContent, base_rev: Type.Integer({ minimum: 0 }) },
    result: Message,
  }),
  'messages.delete': operation('DELETE', '/v1/messages/{message_id}', {
    summary: 'Delete a message for all (its author or an admin; a tombstone stays) or for me alone.',
    params: message,
    query: { scope: Type.Optional(Type.Union([Type.Literal('all'), Type.Literal('me')], { default: 'all' })) },
    result: done,
  }),
  'messages.edits': operation('GET', '/v1/messages/{message_id}/edits', {
    summary: 'Earlier versions of a message, oldest first.',
    params: message,
    result: Type.Object({
      edits: Type.Array(Type.Object({ rev: Type.Integer(), content: Type.Unknown(), edited_at: Type.Integer() })),
    }),
  }),
  'messages.forward': operation('POST', '/v1/messages/{message_id}/forward', {
    summary: 'Send a copy of a message I may read to a conversation I may write to.',
    status: 201,
    params: message,
    body: { to_conversation_id: id, client_id: clientId },
    result: SendResult,
  }),
  'messages.thread': operation('GET', '/v1/messages/{message_id}/thread', {
    summary: 'The replies in a message’s thread, oldest first.',
    params: message,
    query: { after_seq: Type.Optional(seq), limit: limit(200, 50), translate_to: Type.Optional(translateTo) },
    result: Type.Object({
      root: Message,
      messages: Type.Array(Message),
      users: Type.Array(User),
      has_more: Type.Boolean(),
      ...translations,
    }),
  }),
  'messages.translate': operation('POST', '/v1/messages/{message_id}/translate', {
    summary: 'What a message says in another language. Where nothing translates it, the original, and why.',
    cost: 'heavy',
    params: message,
    body: { translate_to: Type.Optional(translateTo) },
    result: Type.Object({
      message_id: id,
      rev: Type.Integer({ minimum: 0, description: 'the version of the message' }),
      language: Type.String({
        description: 'the language that was asked for; regions that share a written one share it',
      }),
      text: Type.String({ description: 'the original where translated is false' }),
      source: nullable(Type.String({ description: 'the language of the original, as far as anybody knows' })),
      translated: Type.Boolean(),
      engine: nullable(Type.String()),
      reason: nullable(
        Type.Union([
          Type.Literal('same_language'),
          Type.Literal('nothing_to_translate'),
          Type.Literal('no_engine'),
          Type.Literal('engine_failed'),
        ]),
      ),
    }),
  }),
  'messages.readers': operation('GET', '/v1/messages/{message_id}/readers', {
    summary: 'Who has read a message, where read receipts are shown.',
    params: message,
    result: Type.Object({ read: Type.Array(id), delivered: Type.Array(id) }),
  }),
  'messages.transcribe': operation('POST', '/v1/messages/{message_id}/transcribe', {
    summary: 'Have a voice message written down. The text comes as `annotations.transcript` with message.annotated.',
    params: message,
    result: Type.Object({
      message: Message,
      job_id: nullable(
        Type.String({ description: 'for jobs.progress; null: nothing to wait for, or asked for by others' }),
      ),
      reason: nullable(Type.String({ description: 'why there will be none; null where there is one, or will be' })),
    }),
  }),
  'reactions.add': operation('PUT', '/v1/messages/{message_id}/reactions/{emoji}', {
    summary: 'React to a message.',
    params: { ...message, emoji },
    result: Message,
  }),
  'reactions.remove': operation('DELETE', '/v1/messages/{message_id}/reactions/{emoji}', {
    summary: 'Take my reaction back.',
    params: { ...message, emoji },
    result: Message,
  }),
  'pins.add': operation('PUT', '/v1/messages/{message_id}/pin', {
    summary: 'Pin a message for all.',
    params: message,
    result: Message,
  }),
  'pins.remove': operation('DELETE', '/v1/messages/{message_id}/pin', {
    summary: 'Unpin a message.',
    params: message,
    result: Message,
  }),
  'pins.list': operation('GET', '/v1/conversations/{conversation_id}/pins', {
    summary: 'Pinned messages, the last pinned first.',
    params: conversation,
    result: Type.Object({ messages: Type.Array(Message), users: Type.Array(User) }),
  }),
  'search.messages': operation('GET', '/v1/search', {
    summary:
      'Search all I may see. Operators: from: in: before: after: has: is:unread "a phrase" -not. While next_cursor is given there is more to look through, even where a page has few hits or none.',
    cost: 'heavy',
    query: {
      query: Type.String({ minLength: 1, maxLength: 500 }),
      conversation_id: Type.Optional(id),
      cursor: Type.Optional(token),
      limit: limit(100, 20),
      translate_to: Type.Optional(translateTo),
    },
    result: Type.Object({
      hits: Type.Array(SearchHit),
      users: Type.Array(User),
      next_cursor: nullable(Type.String()),
      ...translations,
    }),
  }),
  'sync.changes': operation('GET', '/v1/conversations/{conversation_id}/changes', {
    summary: 'What changed in one conversation after a position: fills a gap.',
    params: conversation,
    query: { after: seq, limit: limit(500, 200), translate_to: Type.Optional(translateTo) },
    result: ChangesPage,
  }),
  'sync.page': operation('GET', '/v1/sync', {
    summary:
      'What happened since the token; without one, a snapshot. With timeout_ms it waits for something to happen.',
    query: {
      since: Type.Optional(token),
      timeout_ms: Type.Optional(Type.Integer({ minimum: 0, maximum: 60_000, default: 0 })),
      translate_to: Type.Optional(translateTo),
    },
    result: SyncPage,
  }),
  'events.ticket': operation('POST', '/v1/events/ticket', {
    summary: 'A ticket that opens one SSE stream, for clients that cannot send headers. Valid for one minute, once.',
    status: 201,
    result: Type.Object({ ticket: Type.String(), expires_at: Type.Integer() }),
  }),
  'sync.acknowledge': operation('PUT', '/v1/sync/ack', {
    summary: 'I have stored everything up to this token: moves my delivered marks.',
    body: { token },
    result: done,
  }),
};
