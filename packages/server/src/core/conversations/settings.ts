import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { CoreError, notFound } from '../errors.ts';
import { parseTranslateTo } from '../translation/reading-preferences.ts';
import { advance, requireAdmin, requireMember } from './access.ts';
import type { Conversation, ConversationInvite } from './conversation.ts';
import type { OwnConversation } from './conversation-store.ts';
import { admit } from './membership.ts';

export interface ConversationChange {
  name?: string;
  topic?: string | null;
  avatarUrl?: string | null;
  archived?: boolean;
}

/** Renames, retopics or archives a group or room for all. Owners and admins only. */
export function updateConversation(
  core: CoreContext,
  actor: Actor,
  conversationId: string,
  change: ConversationChange,
): Promise<Conversation> {
  return core.store.transaction(async (tx) => {
    await requireAdmin(tx, actor, conversationId);
    const at = core.clock.now();
    const advanced = await advance(tx, conversationId, { seq: false, at });
    const fields: Partial<Conversation> = { pos: advanced.lastPos };
    if (change.name !== undefined) fields.name = change.name.trim();
    if (change.topic !== undefined) fields.topic = change.topic;
    if (change.avatarUrl !== undefined) fields.avatarUrl = change.avatarUrl;
    if (change.archived !== undefined) fields.archivedAt = change.archived ? (advanced.archivedAt ?? at) : null;
    await tx.conversations.update(conversationId, fields);
    const conversation = { ...advanced, ...fields };
    tx.emit({ type: 'conversation.updated', conversation, actorId: actor.userId });
    return conversation;
  }, conversationId);
}

export interface OwnChange {
  mutedUntil?: number | null;
  pinned?: boolean;
  archived?: boolean;
  markedUnread?: boolean;
  /** A language tag, `off`, or null for one’s own language. */
  translateTo?: string | null;
}

/** Mutes, pins, archives, marks unread or sets the translation for the actor alone; only their own devices are told. */
export function updateOwn(
  core: CoreContext,
  actor: Actor,
  conversationId: string,
  change: OwnChange,
): Promise<OwnWithMentions> {
  return core.store.transaction(async (tx) => {
    const { conversation, member } = await requireMember(tx, actor, conversationId);
    const now = core.clock.now();
    const fields: Partial<typeof member> = {};
    if (change.mutedUntil !== undefined) fields.mutedUntil = change.mutedUntil;
    if (change.pinned !== undefined) fields.pinnedAt = change.pinned ? (member.pinnedAt ?? now) : null;
    if (change.archived !== undefined) fields.archivedAt = change.archived ? (member.archivedAt ?? now) : null;
    if (change.markedUnread !== undefined) fields.markedUnread = change.markedUnread;
    if (change.translateTo !== undefined) fields.translateTo = parseTranslateTo(change.translateTo);
    await tx.conversations.updateMember(conversationId, actor.userId, fields);
    const own = { conversation, member: { ...member, ...fields, gpos: tx.gpos } };
    const mentions = await tx.conversations.mentionCount(member);
    tx.emit({ type: 'membership.updated', userId: actor.userId, own, mentions });
    return { ...own, mentions };
  }, conversationId);
}

export interface OwnWithMentions extends OwnConversation {
  mentions: number;
}

export function createInvite(
  core: CoreContext,
  actor: Actor,
  conversationId: string,
  options: { expiresIn: number; maxUses: number | null },
): Promise<ConversationInvite> {
  return core.store.transaction(async (tx) => {
    await requireAdmin(tx, actor, conversationId);
    const invite: ConversationInvite = {
      code: core.ids.secret(12),
      conversationId,
      createdBy: actor.userId,
      expiresAt: core.clock.now() + options.expiresIn,
      usesLeft: options.maxUses,
    };
    await tx.conversations.insertInvite(invite);
    return invite;
  }, conversationId);
}

export function acceptInvite(core: CoreContext, actor: Actor, code: string): Promise<OwnConversation> {
  return core.store.transaction(async (tx) => {
    const invite = await tx.conversations.useInvite(code, core.clock.now());
    if (invite === undefined) throw notFound('invite', code);
    const conversation = await tx.conversations.find(invite.conversationId);
    if (conversation === undefined) throw notFound('invite', code);
    if (conversation.archivedAt !== null) throw new CoreError('conflict', 'This conversation is archived.');
    return admit(core, tx, invite.conversationId, actor.userId, actor.userId);
  }, actor.userId);
}
