import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { CoreError, notFound } from '../errors.ts';
import type { Transaction } from '../store.ts';
import { type Conversation, type ConversationKind, directKeyOf, SMALL_CONVERSATION } from './conversation.ts';
import type { OwnConversation } from './conversation-store.ts';
import { newMember } from './new-member.ts';

export interface NewConversation {
  kind: ConversationKind;
  /** Beside the actor. `direct` and `assistant`: exactly one. */
  userIds: readonly string[];
  name?: string | null;
  slug?: string | null;
  topic?: string | null;
  avatarUrl?: string | null;
}

/**
 * Starts a conversation. A direct one is one for each pair: when it exists, or another client opens it at the same
 * moment, that one is returned. Errors: `invalid_input`, `not_found` (a person), `blocked`, `name_taken` (a slug).
 */
export async function startConversation(
  core: CoreContext,
  actor: Actor,
  input: NewConversation,
): Promise<OwnConversation> {
  const others = [...new Set(input.userIds)].filter((id) => id !== actor.userId);
  checkShape(input, others, actor);
  if (input.kind !== 'direct')
    return core.store.transaction((tx) => insert(core, tx, actor, input, others), actor.userId);
  const [otherId = ''] = others.length === 0 ? [actor.userId] : others;
  const key = directKeyOf(actor.userId, otherId);
  const existing = await findDirect(core, actor, key);
  if (existing !== undefined) return existing;
  try {
    return await core.store.transaction(async (tx) => {
      const raced = await tx.conversations.findByDirectKey(key);
      if (raced !== undefined) return requireOwn(await tx.conversations.findOwn(raced.id, actor.userId));
      if (await tx.users.isBlockedEitherWay(actor.userId, otherId)) {
        throw new CoreError('blocked', 'You cannot open a conversation with this person.');
      }
      return insert(core, tx, actor, input, others, key);
    }, actor.userId);
  } catch (fault) {
    if (!(fault instanceof CoreError) || fault.code !== 'conflict') throw fault;
    return requireOwn(await findDirect(core, actor, key));
  }
}

async function findDirect(core: CoreContext, actor: Actor, key: string): Promise<OwnConversation | undefined> {
  const found = await core.store.conversations.findByDirectKey(key);
  return found === undefined ? undefined : core.store.conversations.findOwn(found.id, actor.userId);
}

function requireOwn(own: OwnConversation | undefined): OwnConversation {
  if (own === undefined)
    throw new CoreError('unavailable', 'The conversation is being opened; try again.', { retryAfter: 100 });
  return own;
}

function checkShape(input: NewConversation, others: readonly string[], actor: Actor): void {
  const { kind } = input;
  const given = new Set(input.userIds).size;
  if (kind === 'direct' && given !== 1) {
    throw new CoreError('invalid_input', `A direct conversation takes exactly one user id, not ${given}.`, {
      field: '/user_ids',
    });
  }
  if (kind === 'assistant' && others.length !== 1) {
    throw new CoreError('invalid_input', `An assistant conversation takes exactly one bot, not ${others.length}.`, {
      field: '/user_ids',
    });
  }
  if ((kind === 'group' || kind === 'room') && (input.name ?? '') === '') {
    throw new CoreError('invalid_input', `A ${kind} needs a name.`, { field: '/name' });
  }
  if (kind !== 'room' && (input.slug ?? null) !== null) {
    throw new CoreError('invalid_input', 'Only a room has a slug.', { field: '/slug' });
  }
  if (kind === 'room' && actor.kind === 'guest') throw new CoreError('forbidden', 'A guest may not open rooms.');
}

async function insert(
  core: CoreContext,
  tx: Transaction,
  actor: Actor,
  input: NewConversation,
  others: readonly string[],
  directKey: string | null = null,
): Promise<OwnConversation> {
  const users = await tx.users.findMany([actor.userId, ...others]);
  const known = new Map(users.map((user) => [user.id, user]));
  for (const id of others) {
    const user = known.get(id);
    if (user === undefined) throw notFound('person', id);
    if (input.kind === 'assistant' && user.kind !== 'bot')
      throw new CoreError('invalid_input', 'An assistant conversation is with a bot.');
  }
  const allowed = input.kind === 'direct' ? others : await withoutBlocked(tx, actor, others);
  const at = core.clock.now();
  const memberIds = [actor.userId, ...allowed];
  const conversation: Conversation = {
    id: core.ids.next(),
    kind: input.kind,
    name: input.name?.trim() ?? null,
    slug: input.slug ?? null,
    topic: input.topic ?? null,
    avatarUrl: input.avatarUrl ?? null,
    directKey,
    createdBy: actor.userId,
    createdAt: at,
    archivedAt: null,
    memberCount: memberIds.length,
    pos: 1,
    lastPos: 1,
    lastSeq: 0,
    gpos: tx.gpos,
    activeAt: at,
    moderation: null,
  };
  await tx.conversations.insert(conversation);
  const equals = input.kind === 'direct';
  const members = memberIds.map((userId) => ({
    ...newMember({
      conversationId: conversation.id,
      userId,
      role: userId === actor.userId && !equals ? ('owner' as const) : ('member' as const),
      at,
      pos: 1,
      lastSeq: 0,
    }),
    gpos: tx.gpos,
  }));
  for (const member of members) await tx.conversations.putMember(member);
  const shownMembers = members.length <= SMALL_CONVERSATION ? members : [];
  for (const member of members) {
    tx.emit({
      type: 'conversation.added',
      userId: member.userId,
      own: { conversation, member },
      users,
      members: shownMembers,
      lastMessage: null,
    });
  }
  return { conversation, member: members[0] as (typeof members)[0] };
}

/** Somebody who has blocked the actor is left out without a word, as if they had not accepted. */
async function withoutBlocked(tx: Transaction, actor: Actor, others: readonly string[]): Promise<string[]> {
  const allowed: string[] = [];
  for (const id of others) if (!(await tx.users.isBlockedEitherWay(actor.userId, id))) allowed.push(id);
  return allowed;
}
