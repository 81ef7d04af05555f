import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { CoreError, notFound } from '../errors.ts';
import { refreshHeld } from '../moderation/refresh-held.ts';
import { revealOne } from '../moderation/reveal.ts';
import type { Transaction } from '../store.ts';
import { advance, requireAdmin, requireGroupOrRoom, requireMember } from './access.ts';
import { type Conversation, type Member, type Role, SMALL_CONVERSATION } from './conversation.ts';
import type { OwnConversation } from './conversation-store.ts';
import { newMember } from './new-member.ts';

/** Makes a person an active member and tells everybody; for one who is already, nothing happens. */
export async function admit(
  core: CoreContext,
  tx: Transaction,
  conversationId: string,
  userId: string,
  actorId: string,
  role: Role = 'member',
): Promise<OwnConversation> {
  const before = await tx.conversations.findMember(conversationId, userId);
  if (before?.state === 'active') {
    const own = await tx.conversations.findOwn(conversationId, userId);
    if (own !== undefined) return own;
  }
  const user = await tx.users.find(userId);
  if (user === undefined) throw notFound('person', userId);
  const at = core.clock.now();
  const advanced = await advance(tx, conversationId, { seq: false, at });
  const conversation = { ...advanced, memberCount: advanced.memberCount + 1 };
  await tx.conversations.update(conversationId, { memberCount: conversation.memberCount });
  const member: Member = {
    ...newMember({ conversationId, userId, role, at, pos: conversation.lastPos, lastSeq: conversation.lastSeq }),
    gpos: tx.gpos,
    // Who was silenced does not get round it by leaving and coming back.
    silencedUntil: before?.silencedUntil ?? null,
  };
  await tx.conversations.putMember(member);
  const members =
    conversation.memberCount <= SMALL_CONVERSATION ? await tx.conversations.membersOf([conversationId]) : [];
  const users = members.length > 0 ? await tx.users.findMany(members.map((one) => one.userId)) : [user];
  const last = (await tx.messages.lastOf([conversationId])).get(conversationId);
  const lastMessage = last === undefined ? null : await revealOne(tx, userId, last);
  tx.emit({ type: 'conversation.added', userId, own: { conversation, member }, users, members, lastMessage });
  tx.emit({ type: 'member.joined', conversation, member, user, actorId });
  return { conversation, member };
}

/** Joins a public room. Who was removed from it comes back only by an admin or an invite. */
export function joinRoom(core: CoreContext, actor: Actor, conversationId: string): Promise<OwnConversation> {
  return core.store.transaction(async (tx) => {
    const conversation = await tx.conversations.find(conversationId);
    if (conversation === undefined || conversation.kind !== 'room') throw notFound('room', conversationId);
    const member = await tx.conversations.findMember(conversationId, actor.userId);
    if (member?.state === 'removed') throw new CoreError('forbidden', 'You were removed from this room.');
    if (conversation.archivedAt !== null) throw new CoreError('conflict', 'This room is archived.');
    return admit(core, tx, conversationId, actor.userId, actor.userId);
  }, conversationId);
}

export function addMember(core: CoreContext, actor: Actor, conversationId: string, userId: string): Promise<Member> {
  return core.store.transaction(async (tx) => {
    await requireAdmin(tx, actor, conversationId);
    if (await tx.users.isBlockedEitherWay(actor.userId, userId)) throw notFound('person', userId);
    return (await admit(core, tx, conversationId, userId, actor.userId)).member;
  }, conversationId);
}

export function leaveConversation(core: CoreContext, actor: Actor, conversationId: string): Promise<void> {
  return core.store.transaction(async (tx) => {
    const own = await requireMember(tx, actor, conversationId);
    requireGroupOrRoom(own.conversation);
    await dismiss(core, tx, conversationId, actor.userId, actor.userId);
  }, conversationId);
}

export function removeMember(core: CoreContext, actor: Actor, conversationId: string, userId: string): Promise<void> {
  return core.store.transaction(async (tx) => {
    const own = await requireAdmin(tx, actor, conversationId);
    const member = await tx.conversations.findMember(conversationId, userId);
    if (member === undefined || member.state !== 'active') throw notFound('member', userId);
    if (member.role === 'owner' && own.member.role !== 'owner') {
      throw new CoreError('forbidden', 'Only an owner may remove an owner.');
    }
    await dismiss(core, tx, conversationId, userId, actor.userId);
  }, conversationId);
}

/** Ends a membership and tells everybody; by another than the member itself it is a removal. */
export async function dismiss(
  core: CoreContext,
  tx: Transaction,
  conversationId: string,
  userId: string,
  actorId: string,
): Promise<void> {
  const at = core.clock.now();
  const advanced = await advance(tx, conversationId, { seq: false, at });
  const conversation: Conversation = { ...advanced, memberCount: Math.max(0, advanced.memberCount - 1) };
  await tx.conversations.update(conversationId, { memberCount: conversation.memberCount });
  const before = await tx.conversations.findMember(conversationId, userId);
  const user = await tx.users.find(userId);
  if (before === undefined || user === undefined) throw notFound('member', userId);
  const removed = actorId !== userId;
  const change = {
    state: removed ? ('removed' as const) : ('left' as const),
    role: 'member' as const,
    pos: conversation.lastPos,
  };
  await tx.conversations.updateMember(conversationId, userId, change);
  const member: Member = { ...before, ...change, gpos: tx.gpos };
  tx.emit({ type: 'conversation.removed', userId, conversation });
  tx.emit({ type: 'member.left', conversation, member, user, actorId, removed });
  if (before.role === 'owner') await keepAnOwner(core, tx, conversationId, actorId);
}

/** A group without an owner could never be led again: the longest-standing admin, else member, becomes one. */
async function keepAnOwner(core: CoreContext, tx: Transaction, conversationId: string, actorId: string): Promise<void> {
  const members = await tx.conversations.listMembers(conversationId, null, 200);
  if (members.some((member) => member.role === 'owner')) return;
  const heir = members.find((member) => member.role === 'admin') ?? members[0];
  if (heir !== undefined) await giveRole(core, tx, heir, 'owner', actorId);
}

export function setRole(
  core: CoreContext,
  actor: Actor,
  conversationId: string,
  userId: string,
  role: Role,
): Promise<Member> {
  return core.store.transaction(async (tx) => {
    const own = await requireAdmin(tx, actor, conversationId);
    if (own.member.role !== 'owner') throw new CoreError('forbidden', 'Only an owner may give roles.');
    const member = await tx.conversations.findMember(conversationId, userId);
    if (member === undefined || member.state !== 'active') throw notFound('member', userId);
    if (member.role === role) return member;
    if (member.role === 'owner') {
      const members = await tx.conversations.listMembers(conversationId, null, 200);
      if (members.filter((one) => one.role === 'owner').length === 1) {
        throw new CoreError('conflict', 'The last owner stays owner; make somebody else owner first.');
      }
    }
    return giveRole(core, tx, member, role, actor.userId);
  }, conversationId);
}

async function giveRole(
  core: CoreContext,
  tx: Transaction,
  member: Member,
  role: Role,
  actorId: string,
): Promise<Member> {
  const conversation = await advance(tx, member.conversationId, { seq: false, at: core.clock.now() });
  const user = await tx.users.find(member.userId);
  if (user === undefined) throw notFound('member', member.userId);
  await tx.conversations.updateMember(member.conversationId, member.userId, { role, pos: conversation.lastPos });
  const changed: Member = { ...member, role, pos: conversation.lastPos, gpos: tx.gpos };
  tx.emit({ type: 'member.updated', conversation, member: changed, user, actorId });
  if ((role === 'member') !== (member.role === 'member')) await refreshHeld(core, tx, member.conversationId);
  return changed;
}
