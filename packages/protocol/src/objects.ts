import { type Static, Type } from 'typebox';
import { ModerationPolicy } from './moderation-policy.ts';

/** All times are epoch milliseconds; all ids are opaque strings. */
const Id = Type.String({ minLength: 1, maxLength: 64, pattern: '^[A-Za-z0-9_-]+$' });
const Time = Type.Integer({ minimum: 0, description: 'epoch milliseconds' });
const Count = Type.Integer({ minimum: 0 });
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/**
 * A schema of which the compiler sees only what it describes. Each operation and event that mentions an object would
 * otherwise repeat the type of the whole schema, which makes every check of types many times slower.
 */
const opaque = <T>(schema: Type.TSchema): Type.TUnsafe<T> => schema as Type.TUnsafe<T>;

export const LanguageTag = Type.String({
  pattern: '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$',
  maxLength: 35,
  description: 'a BCP 47 language tag',
});

export const UserKind = Type.Union([Type.Literal('person'), Type.Literal('guest'), Type.Literal('bot')]);
export const ConversationKind = Type.Union([
  Type.Literal('direct'),
  Type.Literal('group'),
  Type.Literal('room'),
  Type.Literal('assistant'),
]);
export const Role = Type.Union([Type.Literal('owner'), Type.Literal('admin'), Type.Literal('member')]);
export const MemberState = Type.Union([Type.Literal('active'), Type.Literal('left'), Type.Literal('removed')]);
export const LastSeenPrivacy = Type.Union([Type.Literal('everyone'), Type.Literal('contacts'), Type.Literal('nobody')]);

const userSchema = Type.Object({
  id: Id,
  user_name: nullable(Type.String()),
  display_name: Type.String(),
  avatar_url: nullable(Type.String()),
  bio: nullable(Type.String()),
  kind: UserKind,
  created_at: Time,
});
export interface User extends Static<typeof userSchema> {}
export const User = opaque<User>(userSchema);

const settingsSchema = Type.Object({
  last_seen: LastSeenPrivacy,
  read_receipts: Type.Boolean({ description: 'false: others do not see how far this person has read' }),
  known_languages: Type.Array(LanguageTag, {
    maxItems: 20,
    description: 'languages that are left alone when messages are translated, beside my own',
  }),
  auto_translate: Type.Boolean({
    description: 'false: nothing is translated unasked, except where a conversation is set to a language',
  }),
});
export interface Settings extends Static<typeof settingsSchema> {}
export const Settings = opaque<Settings>(settingsSchema);
/** What is to change of them. */
export const SettingsChange = opaque<Partial<Settings>>(Type.Partial(settingsSchema, { additionalProperties: false }));

const meSchema = Type.Object({
  ...userSchema.properties,
  email: nullable(Type.String()),
  language: nullable(Type.String()),
  has_password: Type.Boolean(),
  settings: Settings,
});
export interface Me extends Static<typeof meSchema> {}
export const Me = opaque<Me>(meSchema);

const textContentSchema = Type.Object(
  { type: Type.Literal('text'), text: Type.String({ minLength: 1, maxLength: 20_000 }) },
  { additionalProperties: false },
);
export interface TextContent extends Static<typeof textContentSchema> {}
export const TextContent = opaque<TextContent>(textContentSchema);
export const MediaKind = Type.Union([
  Type.Literal('image'),
  Type.Literal('audio'),
  Type.Literal('video'),
  Type.Literal('file'),
]);
/** A file that was uploaded before, with an optional caption. `file` takes every file, the others their own kind. */
const mediaContentSchema = Type.Object(
  { type: MediaKind, media_id: Id, text: Type.Optional(Type.String({ maxLength: 20_000 })) },
  { additionalProperties: false },
);
export interface MediaContent extends Static<typeof mediaContentSchema> {}
export const MediaContent = opaque<MediaContent>(mediaContentSchema);
/** What a client may send as the content of a message; later kinds join this union. */
export const SendableContent = Type.Union([TextContent, MediaContent]);
/** What a stored message may hold. Clients show kinds they do not know by their `text`. */
const contentSchema = Type.Object({
  type: Type.String(),
  text: Type.Optional(Type.String()),
  media_id: Type.Optional(Id),
  file_name: Type.Optional(Type.String()),
  media_type: Type.Optional(Type.String()),
  bytes: Type.Optional(Count),
});
export interface Content extends Static<typeof contentSchema> {}
export const Content = opaque<Content>(contentSchema);

/** A call between the two people of a direct conversation. */
const callSchema = Type.Object({
  id: Id,
  conversation_id: Id,
  caller_id: Id,
  callee_id: Id,
  type: Type.Union([Type.Literal('voice'), Type.Literal('video')]),
  state: Type.Union([
    Type.Literal('ringing'),
    Type.Literal('answered'),
    Type.Literal('ended'),
    Type.Literal('declined'),
    Type.Literal('missed'),
  ]),
  started_at: Time,
  answered_at: nullable(Time),
  ended_at: nullable(Time),
});
export interface Call extends Static<typeof callSchema> {}
export const Call = opaque<Call>(callSchema);

/** A file. `url` needs a token, or a ticket. */
const mediaSchema = Type.Object({
  id: Id,
  kind: MediaKind,
  media_type: Type.String(),
  bytes: Count,
  sha256: Type.String(),
  file_name: nullable(Type.String()),
  url: Type.String(),
  created_at: Time,
});
export interface Media extends Static<typeof mediaSchema> {}
export const Media = opaque<Media>(mediaSchema);

const reactionSchema = Type.Object({
  emoji: Type.String(),
  count: Count,
  user_ids: Type.Array(Id, { description: 'the first 20 who reacted' }),
});
export interface Reaction extends Static<typeof reactionSchema> {}
export const Reaction = opaque<Reaction>(reactionSchema);

const messageSchema = Type.Object({
  id: Id,
  conversation_id: Id,
  seq: Type.Integer({ minimum: 1, description: 'dense per conversation, messages only; the order on screen' }),
  pos: Type.Integer({ minimum: 1, description: 'dense per conversation, every change; that of the last change' }),
  rev: Count,
  client_id: nullable(Type.String()),
  sender_id: Id,
  content: nullable(Content),
  reply_to: nullable(Id),
  thread_id: nullable(Id),
  reply_count: Count,
  mentions: Type.Array(Id),
  reactions: Type.Array(Reaction),
  forwarded_from: nullable(Id),
  annotations: Type.Record(Type.String(), Type.Unknown(), { description: 'facts added by pipelines: flags, scores' }),
  created_at: Time,
  edited_at: nullable(Time),
  deleted_at: nullable(Time),
  pinned_at: nullable(Time),
  pinned_by: nullable(Id),
});
export interface Message extends Static<typeof messageSchema> {}
export const Message = opaque<Message>(messageSchema);

/** What a message says in another language. For another `rev` than the message has, it is out of date. */
const translationSchema = Type.Object({
  message_id: Id,
  rev: Count,
  language: Type.String({ description: 'the language it is in; regions that share a written language share one' }),
  text: Type.String(),
  source: nullable(Type.String({ description: 'the language of the original, as far as anybody knows' })),
  engine: Type.String({ description: 'what translated: provider and model' }),
});
export interface Translation extends Static<typeof translationSchema> {}
export const Translation = opaque<Translation>(translationSchema);

const memberSchema = Type.Object({
  user_id: Id,
  role: Role,
  state: MemberState,
  joined_at: Time,
  pos: Count,
  read_seq: Count,
  delivered_seq: Count,
});
export interface Member extends Static<typeof memberSchema> {}
export const Member = opaque<Member>(memberSchema);

/** What is mine alone about a conversation. `unread` is last_seq − read_seq, never a scan. */
const membershipSchema = Type.Object({
  role: Role,
  state: MemberState,
  joined_at: Time,
  read_seq: Count,
  delivered_seq: Count,
  unread: Count,
  mentions: Count,
  marked_unread: Type.Boolean(),
  muted_until: nullable(Time),
  translate_to: nullable(
    Type.String({ description: 'the language this conversation is translated into for me, or off; null: my language' }),
  ),
  pinned_at: nullable(Time),
  archived_at: nullable(Time),
  silenced_until: nullable(Type.Integer({ description: 'moderators have muted me until then; epoch milliseconds' })),
});
export interface Membership extends Static<typeof membershipSchema> {}
export const Membership = opaque<Membership>(membershipSchema);

const conversationSchema = Type.Object({
  id: Id,
  kind: ConversationKind,
  name: nullable(Type.String()),
  slug: nullable(Type.String()),
  topic: nullable(Type.String()),
  avatar_url: nullable(Type.String()),
  created_by: nullable(Id),
  created_at: Time,
  archived_at: nullable(Time),
  member_count: Count,
  pos: Type.Integer({ description: 'of the last change to these very fields' }),
  last_pos: Count,
  last_seq: Count,
  last_message: nullable(Message),
  moderation: nullable(ModerationPolicy),
  members: Type.Array(Member, { description: 'all active members where there are at most 50, else empty' }),
});
export interface Conversation extends Static<typeof conversationSchema> {}
export const Conversation = opaque<Conversation>(conversationSchema);

const conversationViewSchema = Type.Object({ conversation: Conversation, membership: nullable(Membership) });

const sessionSchema = Type.Object({
  id: Id,
  device: nullable(Type.String()),
  created_at: Time,
  last_used_at: Time,
  current: Type.Boolean(),
});
export interface Session extends Static<typeof sessionSchema> {}
export const Session = opaque<Session>(sessionSchema);
export interface ConversationView extends Static<typeof conversationViewSchema> {}
export const ConversationView = opaque<ConversationView>(conversationViewSchema);

const credentialsSchema = Type.Object({
  user: Me,
  session_id: Id,
  access_token: Type.String(),
  access_expires_at: Time,
  refresh_token: Type.String(),
});
export interface Credentials extends Static<typeof credentialsSchema> {}
export const Credentials = opaque<Credentials>(credentialsSchema);

const presenceSchema = Type.Object({
  user_id: Id,
  online: Type.Boolean(),
  status: nullable(Type.String()),
  last_seen_at: nullable(Time),
});
export interface Presence extends Static<typeof presenceSchema> {}
export const Presence = opaque<Presence>(presenceSchema);

const conversationDeltaSchema = Type.Object({
  conversation: Conversation,
  membership: Membership,
  messages: Type.Array(Message, { description: 'changed messages in pos order' }),
  members: Type.Array(Member, { description: 'changed members in pos order' }),
  hidden: Type.Array(Id, { description: 'messages newly deleted for me' }),
  limited: Type.Boolean(),
  gap: nullable(
    Type.Object({ after: Count, before: Count }, { description: 'positions to fetch with /changes when opened' }),
  ),
});
export interface ConversationDelta extends Static<typeof conversationDeltaSchema> {}
export const ConversationDelta = opaque<ConversationDelta>(conversationDeltaSchema);

const syncPageSchema = Type.Object({
  kind: Type.Union([Type.Literal('delta'), Type.Literal('reset')]),
  token: Type.String(),
  has_more: Type.Boolean(),
  me: nullable(Me),
  blocked: nullable(Type.Array(Id, { description: 'the whole list, when it changed' })),
  users: Type.Array(User),
  conversations: Type.Array(ConversationDelta),
  left: Type.Array(Id),
  ephemeral: Type.Array(Type.Unknown(), { description: 'typing and presence heard while a long poll waited' }),
  translations: Type.Optional(Type.Array(Translation, { description: 'where translate_to asks for them' })),
});
export interface SyncPage extends Static<typeof syncPageSchema> {}
export const SyncPage = opaque<SyncPage>(syncPageSchema);

const changesPageSchema = Type.Object({
  conversation: Conversation,
  messages: Type.Array(Message),
  members: Type.Array(Member),
  users: Type.Array(User),
  next_after: Count,
  has_more: Type.Boolean(),
  translations: Type.Optional(Type.Array(Translation, { description: 'where translate_to asks for them' })),
});
export interface ChangesPage extends Static<typeof changesPageSchema> {}
export const ChangesPage = opaque<ChangesPage>(changesPageSchema);

const searchHitSchema = Type.Object({
  message: Message,
  snippet: Type.String({ description: 'plain text; matches stand between U+E000 and U+E001' }),
  score: Type.Number(),
});
export interface SearchHit extends Static<typeof searchHitSchema> {}
export const SearchHit = opaque<SearchHit>(searchHitSchema);

/** An answer of an assistant while it is being written. Offsets count UTF-16 code units, as JavaScript strings do. */
const streamStateSchema = Type.Object({
  stream_id: Id,
  conversation_id: Id,
  question_id: Id,
  sender_id: Id,
  asker_id: Id,
  message_id: nullable(
    Type.String({
      description: 'live: the message that will get a new version, or null; ended: what it has become, or null',
    }),
  ),
  state: Type.Union([Type.Literal('live'), Type.Literal('ended')]),
  i: Type.Integer({ minimum: 0, description: 'where in the answer the text begins' }),
  text: Type.String({ description: 'what was said after i; empty once ended: it is in the message' }),
});
export interface StreamState extends Static<typeof streamStateSchema> {}
export const StreamState = opaque<StreamState>(streamStateSchema);
export const StreamEndReason = Type.Union(
  [
    Type.Literal('complete'),
    Type.Literal('stopped'),
    Type.Literal('incomplete'),
    Type.Literal('failed'),
    Type.Literal('interrupted'),
  ],
  {
    description:
      'complete, stopped, incomplete: as the message is marked. failed: nothing was kept. interrupted: it may go on under the same id.',
  },
);

export type UserKind = Static<typeof UserKind>;
export type ConversationKind = Static<typeof ConversationKind>;
export type Role = Static<typeof Role>;
export type MemberState = Static<typeof MemberState>;
export type SendableContent = Static<typeof SendableContent>;
export type StreamEndReason = Static<typeof StreamEndReason>;
