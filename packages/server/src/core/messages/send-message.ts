import type { Actor } from '../actor.ts';
import { orderAnswers } from '../assistant/order-answers.ts';
import type { CoreContext } from '../context.ts';
import { requireActive, requireMember } from '../conversations/access.ts';
import { type Conversation, partnerIn } from '../conversations/conversation.ts';
import type { OwnConversation } from '../conversations/conversation-store.ts';
import { CoreError, notFound } from '../errors.ts';
import { placeMedia, requireOwnMedia } from '../media/place-media.ts';
import { judgeContent } from '../moderation/judge-content.ts';
import { isJudgedOutside, moderationJob } from '../moderation/judge-outside.ts';
import { findReveal, revealOne } from '../moderation/reveal.ts';
import { veil } from '../moderation/withheld.ts';
import { planCase, writeCase } from '../moderation/write-case.ts';
import type { NewJob } from '../outbox/job.ts';
import type { Transaction } from '../store.ts';
import { planTranscript } from '../transcription/plan-transcript.ts';
import type { User } from '../users/user.ts';
import { mentionedNames, requireContent } from './content.ts';
import type { Content, Message } from './message.ts';

const NONE: readonly string[] = [];

export interface NewMessage {
  conversationId: string;
  /** Chosen by the sender, never used twice; null only for edges whose clients have none. */
  clientId: string | null;
  content: Content;
  replyTo?: string | null;
  threadId?: string | null;
  mentions?: readonly string[];
  forwardedFrom?: string | null;
  annotations?: Record<string, unknown>;
  /** The names in the text are words and call nobody: what a model wrote must not ring at people. */
  quiet?: boolean;
  /** Somebody waits for the assistant’s answer with an open request. */
  awaited?: boolean;
  /** Work that this message causes, written with it. */
  jobs?: (message: Message) => NewJob[];
}

export interface Sent {
  message: Message;
  conversation: Conversation;
  sender: User;
  /** true: this client id was sent before, and nothing new was made. */
  duplicate: boolean;
  /** The jobs that write the assistants’ answers to it; none for a duplicate. */
  answerJobIds: readonly string[];
}

/**
 * Sends a message; resolves when it is durable. A retry with the same client id and body answers with the first
 * result; with another body it is `client_id_reused`. Errors: `not_found`, `blocked`, `conflict`, `invalid_input`.
 */
export function sendMessage(core: CoreContext, actor: Actor, input: NewMessage): Promise<Sent> {
  requireContent(input.content, core.settings.textLength);
  const bodyHash = hashOf(core, input);
  return core.store.transaction((tx) => sendHashed(core, tx, actor, input, bodyHash), {
    conversationId: input.conversationId,
    userId: actor.userId,
    clientId: input.clientId,
    messageIds:
      input.replyTo == null && input.threadId == null
        ? NONE
        : [input.replyTo, input.threadId].filter((id) => id != null),
  });
}

/** The same inside a transaction that does more. */
export async function sendWithin(core: CoreContext, tx: Transaction, actor: Actor, input: NewMessage): Promise<Sent> {
  requireContent(input.content, core.settings.textLength);
  return sendHashed(core, tx, actor, input, hashOf(core, input));
}

/** Where the store has everything at hand, which it nearly always has, this waits for nothing (`Ready`). */
async function sendHashed(
  core: CoreContext,
  tx: Transaction,
  actor: Actor,
  input: NewMessage,
  bodyHash: string,
): Promise<Sent> {
  const known = input.clientId === null ? undefined : tx.messages.findByClientId(actor.userId, input.clientId);
  const earlier = known instanceof Promise ? await known : known;
  // Awaited here, because a promise that is returned from an async function takes three turns more.
  if (earlier !== undefined) return await answerRetry(tx, actor, earlier, bodyHash);
  const found = tx.conversations.findOwn(input.conversationId, actor.userId);
  const own = requireActive(found instanceof Promise ? await found : found, input.conversationId);
  const { conversation: before } = own;
  const partnerId = requireWritable(core, actor, own);
  const blocks = partnerId !== undefined && tx.users.isBlockedEitherWay(actor.userId, partnerId);
  const isBlocked = blocks instanceof Promise ? await blocks : blocks;
  if (isBlocked) throw new CoreError('blocked', 'You cannot write to this person.');
  const judged = judgeContent(core, before, input.content);
  const account = tx.users.find(actor.userId);
  const sender = requireAccount(account instanceof Promise ? await account : account);
  const parts = isPlain(input)
    ? { content: input.content, mentions: [], root: undefined }
    : await gather(tx, actor, input);
  const at = core.clock.now();
  const moved = tx.conversations.advance(input.conversationId, { seq: true, at });
  const conversation = moved instanceof Promise ? await moved : moved;
  if (conversation === undefined) throw notFound('conversation', input.conversationId);
  const said = toMessage(input, parts, {
    id: core.ids.next(),
    gpos: tx.gpos,
    at,
    senderId: actor.userId,
    bodyHash,
    conversation,
  });
  if (said.content?.type === 'audio') said.annotations = await annotate(core, tx, said);
  const plan = judged && planCase(core, said, judged, { authorKnown: sender.kind !== 'bot', earlier: undefined });
  const message: Message = plan === undefined ? said : { ...said, ...plan.change };
  const inserting = tx.messages.insert(message);
  if (inserting instanceof Promise) await inserting;
  const marking = tx.conversations.markSent(conversation.id, actor.userId, message.seq);
  if (marking instanceof Promise) await marking;
  if (!isPlain(input)) await writeParts(tx, message, parts.content);
  if (plan !== undefined) await writeCase(core, tx, plan, message);
  const reveal = plan && (await findReveal(tx, message));
  tx.emit({ type: 'message.sent', conversation, message: veil(message), actor: sender, reveal });
  if (isJudgedOutside(core, before, message)) await tx.enqueue(moderationJob(message));
  if (parts.root !== undefined) await countReply(tx, parts.root, sender, at);
  if (input.jobs !== undefined) for (const job of input.jobs(message)) await tx.enqueue(job);
  const ordering = orderAnswers(core, tx, { conversation, message, sender, awaited: input.awaited === true });
  const answerJobIds = ordering instanceof Promise ? await ordering : ordering;
  return { message: reveal?.message ?? message, conversation, sender, duplicate: false, answerJobIds };
}

function hashOf(core: CoreContext, input: NewMessage): string {
  return core.ids.hash(
    JSON.stringify([
      input.conversationId,
      input.content,
      input.replyTo ?? null,
      input.threadId ?? null,
      input.mentions ?? [],
      input.forwardedFrom ?? null,
    ]),
  );
}

async function answerRetry(tx: Transaction, actor: Actor, earlier: Message, bodyHash: string): Promise<Sent> {
  if (earlier.bodyHash !== bodyHash) {
    throw new CoreError('client_id_reused', `The client id “${earlier.clientId}” was used for another message.`);
  }
  const { conversation } = await requireMember(tx, actor, earlier.conversationId);
  const sender = await requireSender(tx, actor);
  const message = sender.kind === 'bot' ? earlier : await revealOne(tx, actor.userId, earlier);
  return { message, conversation, sender, duplicate: true, answerJobIds: [] };
}

/** What is looked up for a message before it is written. */
interface Parts {
  content: Content;
  mentions: string[];
  /** The message whose thread it is in. */
  root: Message | undefined;
}

/** Whether there is nothing to look up for it: no names, no file, no answer, no thread. */
function isPlain(input: NewMessage): boolean {
  return namesNobody(input) && input.replyTo == null && input.threadId == null && !carriesFile(input.content);
}

async function gather(tx: Transaction, actor: Actor, input: NewMessage): Promise<Parts> {
  const mentions = namesNobody(input) ? [] : await resolveMentions(tx, input);
  if (input.replyTo != null) await requireSibling(tx, input.conversationId, input.replyTo, 'reply_to');
  const root = input.threadId == null ? undefined : await requireRoot(tx, input.conversationId, input.threadId);
  const content = carriesFile(input.content) ? await requireOwnMedia(tx, actor, input) : input.content;
  return { content, mentions, root };
}

/** What is written beside the message; `content` as it was before anything of it was withheld. */
async function writeParts(tx: Transaction, message: Message, content: Content): Promise<void> {
  const { conversationId, senderId, seq } = message;
  if (carriesFile(content) && message.content !== null) await placeMedia(tx, { conversationId, content });
  const called = message.mentions.filter((id) => id !== senderId);
  if (called.length > 0) await tx.conversations.addMentions(conversationId, seq, called);
}

function toMessage(
  input: NewMessage,
  { content, mentions }: Parts,
  made: Pick<Message, 'id' | 'gpos' | 'senderId' | 'bodyHash'> & { at: number; conversation: Conversation },
): Message {
  return {
    id: made.id,
    conversationId: made.conversation.id,
    seq: made.conversation.lastSeq,
    pos: made.conversation.lastPos,
    gpos: made.gpos,
    rev: 0,
    senderId: made.senderId,
    clientId: input.clientId,
    bodyHash: made.bodyHash,
    content,
    replyTo: input.replyTo ?? null,
    threadId: input.threadId ?? null,
    replyCount: 0,
    mentions,
    reactions: [],
    forwardedFrom: input.forwardedFrom ?? null,
    annotations: input.annotations ?? {},
    createdAt: made.at,
    editedAt: null,
    deletedAt: null,
    pinnedAt: null,
    pinnedBy: null,
  };
}

/** What pipelines say of it from the beginning. A copy brings its transcript with it. */
async function annotate(
  core: CoreContext,
  tx: Transaction,
  { id: messageId, senderId, content, annotations }: Message,
): Promise<Record<string, unknown>> {
  if (content?.type !== 'audio' || annotations.transcript !== undefined) return annotations;
  const transcript = await planTranscript(core, tx, { messageId, senderId, content });
  return transcript === undefined ? annotations : { ...annotations, transcript };
}

/** The partner of a direct conversation, who may have blocked the sender. */
function requireWritable(
  core: CoreContext,
  actor: Actor,
  { conversation, member }: OwnConversation,
): string | undefined {
  if (member.silencedUntil !== null && member.silencedUntil > core.clock.now()) {
    const until = new Date(member.silencedUntil).toISOString();
    throw new CoreError('silenced', `Moderators of this conversation have muted you until ${until}.`);
  }
  if (conversation.archivedAt !== null) throw new CoreError('conflict', 'This conversation is archived.');
  if (conversation.directKey === null) return undefined;
  const partnerId = partnerIn(conversation.directKey, actor.userId);
  return partnerId === actor.userId ? undefined : partnerId;
}

async function requireSender(tx: Transaction, actor: Actor): Promise<User> {
  return requireAccount(await tx.users.find(actor.userId));
}

function requireAccount(user: User | undefined): User {
  if (user === undefined) throw new CoreError('unauthenticated', 'The account no longer exists.');
  return user;
}

async function requireSibling(tx: Transaction, conversationId: string, id: string, field: string): Promise<Message> {
  const message = await tx.messages.find(id);
  if (message === undefined || message.conversationId !== conversationId) {
    throw new CoreError('invalid_input', `The message “${id}” is not in this conversation.`, { field: `/${field}` });
  }
  return message;
}

/** The message that a thread starts at. */
async function requireRoot(tx: Transaction, conversationId: string, id: string): Promise<Message> {
  const root = await requireSibling(tx, conversationId, id, 'thread_id');
  if (root.threadId === null) return root;
  throw new CoreError('invalid_input', 'A thread starts at a message that is not itself in a thread.', {
    field: '/thread_id',
  });
}

/** Whether there is nothing to look up for mentions. */
function namesNobody({ mentions, quiet, content }: NewMessage): boolean {
  const hasNames = quiet !== true && content.text?.includes('@') === true;
  return !hasNames && (mentions === undefined || mentions.length === 0);
}

function carriesFile(content: Content): boolean {
  return content.type !== 'text' && content.type !== 'system';
}

/** Those named by id and those named by @user_name in the text, as far as they are members. */
async function resolveMentions(tx: Transaction, input: NewMessage): Promise<string[]> {
  const ids = new Set(input.mentions);
  for (const name of input.quiet === true ? [] : mentionedNames(input.content.text ?? '')) {
    const user = await tx.users.findByUserName(name);
    if (user !== undefined) ids.add(user.id);
  }
  const members: string[] = [];
  for (const id of ids) {
    const member = await tx.conversations.findMember(input.conversationId, id);
    if (member?.state === 'active') members.push(id);
  }
  return members;
}

async function countReply(tx: Transaction, root: Message, sender: User, at: number): Promise<void> {
  const conversation = await tx.conversations.advance(root.conversationId, { seq: false, at });
  if (conversation === undefined) throw notFound('conversation', root.conversationId);
  const change = { replyCount: root.replyCount + 1, pos: conversation.lastPos };
  await tx.messages.update(root.id, change);
  const message = { ...root, ...change, gpos: tx.gpos };
  const reveal = await findReveal(tx, message);
  tx.emit({ type: 'thread.updated', conversation, message: veil(message), actor: sender, reveal });
}
