import { randomUUID } from 'node:crypto';
import type { Input, OperationId } from '@parlance/protocol';
import { type Actor, PASSWORD } from './actor.ts';
import type { Stage } from './stage.ts';

/** What an operation is aimed at, and who asks: `actor` is a session of his own where the operation ends sessions. */
export interface Scene {
  stage: Stage;
  actor: Actor;
  /** A session of `member` beyond the one that asks. */
  otherSession: string;
  /** A refresh token nobody has used yet. */
  refreshToken: string;
  /** A sync token of the one who asks. */
  syncToken: string;
}

/**
 * A well-formed input for every operation, aimed at the group of the stage and at its member's message. An operation that
 * is not listed does not compile.
 */
export const operationInputs: { [Id in OperationId]: (scene: Scene) => Input<Id> } = {
  'server.info': () => ({}),
  'auth.register': () => ({ user_name: `new-${randomUUID().slice(0, 12)}`, password: PASSWORD }),
  'auth.login': ({ stage }) => ({ login: userNameOf(stage.cast.outsider), password: PASSWORD }),
  'auth.guest': () => ({ display_name: 'A guest' }),
  'auth.external': () => ({ token: 'not-a-token' }),
  'auth.refresh': ({ refreshToken }) => ({ refresh_token: refreshToken }),
  'auth.logout': () => ({}),
  'auth.password': () => ({ current_password: PASSWORD, new_password: `${PASSWORD}, Romeo` }),
  'sessions.list': () => ({}),
  'sessions.end': ({ otherSession }) => ({ session_id: otherSession }),
  'users.me': () => ({}),
  'users.update': () => ({ bio: 'A plague on both your houses.' }),
  'users.get': ({ stage }) => ({ user_id: stage.cast.extra.id }),
  'users.search': ({ stage }) => ({ query: userNameOf(stage.cast.extra) }),
  'presence.get': ({ stage }) => ({ user_id: stage.cast.extra.id }),
  'presence.subscribe': ({ stage }) => ({ user_ids: [stage.cast.extra.id] }),
  'presence.set': () => ({ status: 'in exile' }),
  'blocks.list': () => ({}),
  'blocks.add': ({ stage }) => ({ user_id: stage.cast.outsider.id }),
  'blocks.remove': ({ stage }) => ({ user_id: stage.cast.outsider.id }),
  'assistants.list': () => ({}),
  'streams.list': atConversation,
  'ai.get': () => ({}),
  'ai.choose': () => ({ provider: null }),
  'ai.set_key': () => ({ provider: 'openai', key: 'sk-not-a-key-of-anybody' }),
  'ai.remove_key': () => ({ provider: 'openai' }),
  'ai.usage': () => ({}),
  'conversations.list': () => ({}),
  'conversations.create': ({ stage }) => ({ kind: 'group', name: 'another', user_ids: [stage.cast.extra.id] }),
  'conversations.get': atConversation,
  'conversations.update': (scene) => ({ ...atConversation(scene), topic: 'changed' }),
  'conversations.rooms': () => ({}),
  'conversations.join': atConversation,
  'conversations.leave': atConversation,
  'conversations.mine': (scene) => ({ ...atConversation(scene), pinned: true }),
  'conversations.read': (scene) => ({ ...atConversation(scene), seq: 1 }),
  'conversations.unread': (scene) => ({ ...atConversation(scene), seq: 1 }),
  'conversations.suggest_replies': atConversation,
  'conversations.catch_up': atConversation,
  'members.list': atConversation,
  'members.add': (scene) => ({ ...atConversation(scene), user_id: scene.stage.cast.outsider.id }),
  'members.update': (scene) => ({ ...atConversation(scene), user_id: scene.stage.cast.extra.id, role: 'admin' }),
  'members.remove': (scene) => ({ ...atConversation(scene), user_id: scene.stage.cast.extra.id }),
  'invites.create': atConversation,
  'invites.accept': ({ stage }) => ({ code: stage.inviteCode }),
  'jobs.progress': () => ({ job_id: 'a-job-nobody-has' }),
  'media.ticket': () => ({ media_id: 'a-file-nobody-has' }),
  'media.delete': () => ({ media_id: 'a-file-nobody-has' }),
  'typing.start': atConversation,
  'typing.stop': atConversation,
  'messages.list': atConversation,
  'messages.send': (scene) => ({
    ...atConversation(scene),
    client_id: randomUUID(),
    content: { type: 'text', text: 'sent' },
  }),
  'messages.get': atMessage,
  'messages.edit': (scene) => ({ ...atMessage(scene), content: { type: 'text', text: 'edited' }, base_rev: 0 }),
  'messages.delete': (scene) => ({ ...atMessage(scene), scope: 'all' }),
  'messages.edits': atMessage,
  'messages.forward': (scene) => ({
    ...atMessage(scene),
    to_conversation_id: scene.stage.conversation,
    client_id: randomUUID(),
  }),
  'messages.thread': ({ stage }) => ({ message_id: stage.root }),
  'messages.transcribe': atMessage,
  'messages.translate': (scene) => ({ ...atMessage(scene), translate_to: 'de' }),
  'messages.readers': atMessage,
  'reactions.add': (scene) => ({ ...atMessage(scene), emoji: '🗡️' }),
  'reactions.remove': (scene) => ({ ...atMessage(scene), emoji: '🌹' }),
  'pins.add': ({ stage }) => ({ message_id: stage.root }),
  'pins.remove': atMessage,
  'pins.list': atConversation,
  'search.messages': (scene) => ({ ...atConversation(scene), query: scene.stage.secret }),
  'sync.changes': (scene) => ({ ...atConversation(scene), after: 0 }),
  'sync.page': () => ({}),
  'events.ticket': () => ({}),
  'moderation.policy': (scene) => ({ ...atConversation(scene), policy: { flag: { any: 0.7 } } }),
  'messages.report': ({ stage }) => ({ message_id: stage.root, reason: 'spam', note: 'Look at this.' }),
  'moderation.queue': (scene) => ({ ...atConversation(scene), state: 'any' }),
  'moderation.case': () => ({ case_id: 'a-case-nobody-has' }),
  'moderation.act': () => ({ case_id: 'a-case-nobody-has', action: 'approve' }),
  'moderation.appeal': () => ({ case_id: 'a-case-nobody-has', note: 'I meant no harm.' }),
  'moderation.mine': () => ({}),
  'moderation.audit': atConversation,
  'streams.resume': () => ({ stream_id: 'a-stream-nobody-writes', have: 0 }),
  'streams.stop': () => ({ stream_id: 'a-stream-nobody-writes' }),
  'messages.regenerate': atMessage,
  'sync.acknowledge': ({ syncToken }) => ({ token: syncToken }),
};

function atConversation({ stage }: Scene): { conversation_id: string } {
  return { conversation_id: stage.conversation };
}

function atMessage({ stage }: Scene): { message_id: string } {
  return { message_id: stage.message };
}

function userNameOf(actor: Actor): string {
  return actor.credentials.user.user_name ?? '';
}
