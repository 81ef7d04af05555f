import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { requireMember } from '../conversations/access.ts';
import type { Conversation } from '../conversations/conversation.ts';
import { CoreError, notFound } from '../errors.ts';
import { placeMedia, requireOwnMedia } from '../media/place-media.ts';
import type { NewJob } from '../outbox/job.ts';
import type { Transaction } from '../store.ts';
import { planTranscript } from '../transcription/plan-transcript.ts';
import type { User } from '../users/user.ts';
import { mentionedNames, requireContent } from './content.ts';
import type { Content, Message } from './message.ts';

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
  /** Work that this message causes, written with it. */
  jobs?: (message: Message) => NewJob[];
}

export interface Sent {
  message: Message;
  conversation: Conversation;
  sender: User;
  /** true: this client id was sent before, and nothing new was made. */
  duplicate: boolean;
}

/**
 * Sends a message; resolves when it is durable. A retry with the same client id and body answers with the first
 * result; with another body it is `client_id_reused`. Errors: `not_found`, `blocked`, `conflict`, `invalid_input`.
 */
export function sendMessage(core: CoreContext, actor: Actor, input: NewMessage): Promise<Sent> {
  requireContent(input.content, core.settings.textLength);
  const bodyHash = hashOf(core, input);
  return core.store.transaction(async (tx) => {
    const earlier =
      input.clientId === null ? undefined : await tx.messages.findByClientId(actor.userId, input.clientId);
    if (earlier !== undefined) return answerRetry(tx, actor, earlier, bodyHash);
    return insertMessage(core, tx, actor, input, bodyHash);
  });
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
  return { message: earlier, conversation, sender, duplicate: true };
}

async function insertMessage(
  core: CoreContext,
  tx: Transaction,
  actor: Actor,
  input: NewMessage,
  bodyHash: string,
): Promise<Sent> {
  const { conversation: before } = await requireMember(tx, actor, input.conversationId);
  await requireWritable(tx, actor, before);
  const sender = await requireSender(tx, actor);
  const mentions = await resolveMentions(tx, input);
  if (input.replyTo != null) await requireSibling(tx, input.conversationId, input.replyTo, 'reply_to');
  const root =
    input.threadId == null ? undefined : await requireSibling(tx, input.conversationId, input.threadId, 'thread_id');
  if (root !== undefined && root.threadId !== null) {
    throw new CoreError('invalid_input', 'A thread starts at a message that is not itself in a thread.', {
      field: '/thread_id',
    });
  }
  const content = await requireOwnMedia(tx, actor, input);
  const at = core.clock.now();
  const conversation = await tx.conversations.advance(input.conversationId, { seq: true, at });
  if (conversation === undefined) throw notFound('conversation', input.conversationId);
  const id = core.ids.next();
  const message: Message = {
    id,
    conversationId: conversation.id,
    seq: conversation.lastSeq,
    pos: conversation.lastPos,
    gpos: tx.gpos,
    rev: 0,
    senderId: actor.userId,
    clientId: input.clientId,
    bodyHash,
    content,
    replyTo: input.replyTo ?? null,
    threadId: input.threadId ?? null,
    replyCount: 0,
    mentions,
    reactions: [],
    forwardedFrom: input.forwardedFrom ?? null,
    annotations: await annotate(core, tx, { messageId: id, senderId: actor.userId, content }, input.annotations),
    createdAt: at,
    editedAt: null,
    deletedAt: null,
    pinnedAt: null,
    pinnedBy: null,
  };
  await tx.messages.insert(message);
  await placeMedia(tx, { conversationId: conversation.id, content });
  await tx.conversations.markSent(conversation.id, actor.userId, message.seq);
  await tx.conversations.addMentions(
    conversation.id,
    message.seq,
    mentions.filter((id) => id !== actor.userId),
  );
  tx.emit({ type: 'message.sent', conversation, message, actor: sender });
  if (root !== undefined) await countReply(tx, root, sender, at);
  for (const job of input.jobs?.(message) ?? []) await tx.enqueue(job);
  return { message, conversation, sender, duplicate: false };
}

/** What pipelines say of it from the beginning. A copy brings its transcript with it. */
async function annotate(
  core: CoreContext,
  tx: Transaction,
  said: { messageId: string; senderId: string; content: Content },
  given: Record<string, unknown> = {},
): Promise<Record<string, unknown>> {
  if (said.content.type !== 'audio' || given.transcript !== undefined) return given;
  const transcript = await planTranscript(core, tx, said);
  return transcript === undefined ? given : { ...given, transcript };
}

async function requireWritable(tx: Transaction, actor: Actor, conversation: Conversation): Promise<void> {
  if (conversation.archivedAt !== null) throw new CoreError('conflict', 'This conversation is archived.');
  if (conversation.directKey === null) return;
  const [one, other] = conversation.directKey.split(':') as [string, string];
  const otherId = one === actor.userId ? other : one;
  if (otherId !== actor.userId && (await tx.users.isBlockedEitherWay(actor.userId, otherId))) {
    throw new CoreError('blocked', 'You cannot write to this person.');
  }
}

async function requireSender(tx: Transaction, actor: Actor): Promise<User> {
  const sender = await tx.users.find(actor.userId);
  if (sender === undefined) throw new CoreError('unauthenticated', 'The account no longer exists.');
  return sender;
}

async function requireSibling(tx: Transaction, conversationId: string, id: string, field: string): Promise<Message> {
  const message = await tx.messages.find(id);
  if (message === undefined || message.conversationId !== conversationId) {
    throw new CoreError('invalid_input', `The message “${id}” is not in this conversation.`, { field: `/${field}` });
  }
  return message;
}

/** Those named by id and those named by @user_name in the text, as far as they are members. */
async function resolveMentions(tx: Transaction, input: NewMessage): Promise<string[]> {
  const ids = new Set(input.mentions);
  for (const name of mentionedNames(input.content.text ?? '')) {
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
  tx.emit({ type: 'thread.updated', conversation, message: { ...root, ...change, gpos: tx.gpos }, actor: sender });
}
