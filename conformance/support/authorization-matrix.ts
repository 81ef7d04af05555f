import type { ErrorCode, OperationId } from '@parlance/protocol';

/** Who asks. `other device` is the member on a second session; `ended` is the member with a session that was ended. */
export const roles = ['anonymous', 'ended', 'stranger', 'former', 'member', 'other device', 'admin'] as const;
export type Role = (typeof roles)[number];

export type Verdict = 'ok' | ErrorCode;

/** Things one may ask for beyond the operations: the socket and the stream. */
export const extraDoors = ['socket.connect', 'events.stream'] as const;
export type Door = OperationId | (typeof extraDoors)[number];

type Row = Record<Role, Verdict>;

/** What needs no account. */
const open = (verdict: Verdict = 'ok'): Row => row(verdict, verdict, verdict, verdict, verdict, verdict);

/** What everybody with a session may do with what is his own. */
const own = (): Row => row('unauthenticated', 'session_ended', 'ok', 'ok', 'ok', 'ok');

/** What members may do; for all others the thing does not exist. */
const members = (): Row => among('ok', 'ok');

/** What owners and admins may do. */
const admins = (): Row => among('forbidden', 'ok');

/** What only the owner may do, who is not in the table: he is asked about in his own test. */
const owners = (): Row => among('forbidden', 'forbidden');

/** What only the one who wrote the message may do: here the member. */
const authors = (): Row => among('ok', 'forbidden');

/** What is aimed at a thing that does not exist: who may do it to a real one is asked in tests of its own. */
const nobodys = (): Row => among('not_found', 'not_found');

const among = (member: Verdict, admin: Verdict): Row =>
  row('unauthenticated', 'session_ended', 'not_found', 'not_found', member, admin);

function row(
  anonymous: Verdict,
  ended: Verdict,
  stranger: Verdict,
  former: Verdict,
  member: Verdict,
  admin: Verdict,
): Row {
  return { anonymous, ended, stranger, former, member, 'other device': member, admin };
}

/**
 * The answer to every operation for everybody, when it is aimed as `operation-inputs.ts` says: at a group, a message
 * that its member wrote, a session of that member. An operation that is not listed does not compile, and fails the test.
 */
export const authorizationMatrix: Record<Door, Row> = {
  'server.info': open(),
  'auth.register': open(),
  'auth.login': open(),
  'auth.guest': open(),
  'auth.external': open('door_closed'),
  'auth.refresh': open(),
  'auth.logout': own(),
  'auth.password': own(),
  'sessions.list': own(),
  'sessions.end': among('ok', 'not_found'),
  'users.me': own(),
  'users.update': own(),
  'users.get': own(),
  'users.search': own(),
  // The directory is open where the server listens on loopback, and everybody may be known of.
  'presence.get': own(),
  'presence.subscribe': own(),
  'presence.set': own(),
  'blocks.list': own(),
  'blocks.add': own(),
  'blocks.remove': own(),
  'assistants.list': own(),
  'streams.list': members(),
  'ai.get': own(),
  'ai.choose': own(),
  'ai.set_key': own(),
  'ai.remove_key': own(),
  'ai.usage': own(),
  // A job is seen only by the person who asked for it.
  'jobs.progress': nobodys(),
  'conversations.list': own(),
  'conversations.create': own(),
  'conversations.get': members(),
  'conversations.update': admins(),
  'conversations.rooms': own(),
  // Aimed at a group, which is no room, not even for those who are in it.
  'conversations.join': among('not_found', 'not_found'),
  'conversations.leave': members(),
  'conversations.mine': members(),
  'conversations.read': members(),
  'conversations.unread': members(),
  'conversations.suggest_replies': members(),
  'conversations.catch_up': members(),
  'members.list': members(),
  'members.add': admins(),
  'members.update': owners(),
  'members.remove': admins(),
  'invites.create': admins(),
  'invites.accept': row('unauthenticated', 'session_ended', 'ok', 'ok', 'ok', 'ok'),
  'media.ticket': nobodys(),
  'media.delete': nobodys(),
  'typing.start': members(),
  'typing.stop': members(),
  'messages.list': members(),
  'messages.send': members(),
  'messages.get': members(),
  'messages.edit': authors(),
  'messages.delete': members(),
  'messages.edits': members(),
  'messages.forward': members(),
  'messages.thread': members(),
  // The message of the stage is no recording.
  'messages.transcribe': among('conflict', 'conflict'),
  'messages.translate': members(),
  'messages.readers': members(),
  'reactions.add': members(),
  'reactions.remove': members(),
  'pins.add': admins(),
  'pins.remove': admins(),
  'pins.list': members(),
  // Whoever is not in the conversation is answered, and finds nothing: a test of its own says so.
  'search.messages': own(),
  'sync.changes': members(),
  'sync.page': own(),
  'sync.acknowledge': own(),
  'moderation.policy': admins(),
  'messages.report': members(),
  'moderation.queue': admins(),
  'moderation.case': nobodys(),
  'moderation.act': nobodys(),
  'moderation.appeal': nobodys(),
  'moderation.mine': own(),
  'moderation.audit': admins(),
  'events.ticket': own(),
  'streams.resume': nobodys(),
  'streams.stop': nobodys(),
  // Aimed at a person’s message, which is no answer of an assistant.
  'messages.regenerate': among('conflict', 'conflict'),
  'socket.connect': own(),
  'events.stream': own(),
};
