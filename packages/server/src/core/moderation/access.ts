import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { CoreError, notFound } from '../errors.ts';
import type { Reader, Transaction } from '../store.ts';
import { hasCredential, type User } from '../users/user.ts';
import type { ModerationCase } from './moderation-case.ts';

type Reading = Reader | Transaction;

/** A case that the actor may review: as owner or admin of its conversation, or as moderator of the installation. */
export async function requireReviewable(
  core: CoreContext,
  reader: Reading,
  actor: Actor,
  caseId: string,
): Promise<ModerationCase> {
  const one = await reader.moderation.findCase(caseId);
  if (one === undefined || !(await mayReview(core, reader, actor, one.conversationId))) throw notFound('case', caseId);
  return one;
}

export async function mayReview(
  core: CoreContext,
  reader: Reading,
  actor: Actor,
  conversationId: string,
): Promise<boolean> {
  const own = await reader.conversations.findOwn(conversationId, actor.userId);
  if (own?.member.state === 'active' && own.member.role !== 'member' && isLed(own.conversation.kind)) return true;
  return isModerator(core, reader, actor);
}

/** Where owners and admins lead: not in private conversations, whose cases only the installation’s moderators see. */
export function isLed(kind: string): boolean {
  return kind === 'group' || kind === 'room';
}

/** Named in the configuration, under an account that cannot be entered without a credential. */
export async function isModerator(core: CoreContext, reader: Reading, actor: Actor): Promise<boolean> {
  if (core.settings.moderators.length === 0) return false;
  const user = await reader.users.find(actor.userId);
  return user !== undefined && isNamed(core, user);
}

function isNamed(core: CoreContext, user: User): boolean {
  const { moderators } = core.settings;
  if (!hasCredential(user)) return false;
  return moderators.includes(user.id) || moderators.includes((user.userName ?? '').toLowerCase());
}

/** Everybody who may review what is said in a conversation. */
export async function reviewersOf(core: CoreContext, reader: Reading, conversationId: string): Promise<string[]> {
  const conversation = await reader.conversations.find(conversationId);
  const led = conversation !== undefined && isLed(conversation.kind);
  const reviewers = new Set(led ? await reader.conversations.leaderIds(conversationId) : []);
  for (const name of core.settings.moderators) {
    const user = (await reader.users.findByUserName(name)) ?? (await reader.users.find(name));
    if (user !== undefined && isNamed(core, user)) reviewers.add(user.id);
  }
  return [...reviewers];
}

/**
 * Nobody decides about their own message, and nobody about an appeal against their own decision, where there is somebody
 * else who can.
 */
export async function requireImpartial(
  core: CoreContext,
  reader: Reading,
  actor: Actor,
  one: ModerationCase,
): Promise<void> {
  const involved = new Set([one.authorId]);
  if (one.state === 'appealed' && one.decidedBy !== null) involved.add(one.decidedBy);
  if (!involved.has(actor.userId)) return;
  const others = (await reviewersOf(core, reader, one.conversationId)).filter((id) => !involved.has(id));
  if (others.length === 0) return;
  throw new CoreError(
    'forbidden',
    actor.userId === one.authorId
      ? 'This is about your own message; another owner, admin or moderator decides.'
      : 'You made the decision that is appealed; another owner, admin or moderator decides.',
  );
}
