import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import type { ListCursor } from '../conversations/conversation-store.ts';
import { CoreError, notFound } from '../errors.ts';
import type { Reader } from '../store.ts';
import type { User } from '../users/user.ts';
import { isModerator, mayReview } from './access.ts';
import type { CaseView } from './case-view.ts';
import type { AuditEntry, CaseState, ModerationCase } from './moderation-case.ts';

const MOST_REPORTS_SHOWN = 100;

export interface QueueRequest {
  /** null: all conversations, for moderators of the installation. */
  conversationId: string | null;
  states: readonly CaseState[];
  after: ListCursor | null;
  limit: number;
}

export interface CaseList {
  views: CaseView[];
  users: User[];
  next: ListCursor | null;
}

/** The cases of a conversation, the oldest first, for those who may review them; for everybody else it does not exist. */
export function listQueue(core: CoreContext, actor: Actor, request: QueueRequest): Promise<CaseList> {
  return core.store.snapshot(async (reader) => {
    await requireReviewer(core, reader, actor, request.conversationId);
    const found = await reader.moderation.listCases({ ...request, limit: request.limit + 1 });
    const cases = found.slice(0, request.limit);
    const last = found.length > request.limit ? cases.at(-1) : undefined;
    const views = await viewsOf(reader, cases, 'reviewer');
    return {
      views,
      users: await usersOf(reader, views),
      next: last === undefined ? null : { value: last.createdAt, id: last.id },
    };
  });
}

/** One case, with its reports for reviewers, and for its author without them. */
export function getCase(core: CoreContext, actor: Actor, caseId: string): Promise<{ view: CaseView; users: User[] }> {
  return core.store.snapshot(async (reader) => {
    const one = await reader.moderation.findCase(caseId);
    if (one === undefined) throw notFound('case', caseId);
    const reviews = await mayReview(core, reader, actor, one.conversationId);
    const isAuthor =
      one.authorKnown && one.authorId === actor.userId && (one.action !== null || one.decidedAt !== null);
    if (!reviews && !isAuthor) throw notFound('case', caseId);
    const [view] = await viewsOf(reader, [one], reviews ? 'reviewer' : 'author');
    const reports = reviews ? await reader.moderation.listReports(one.messageId, MOST_REPORTS_SHOWN) : [];
    const full: CaseView = { ...(view as CaseView), reports };
    return { view: full, users: await usersOf(reader, [full]) };
  });
}

/** What was done about the actor’s own messages, the newest first. What others only reported is not in it. */
export function listOwnCases(
  core: CoreContext,
  actor: Actor,
  before: ListCursor | null,
  limit: number,
): Promise<CaseList> {
  return core.store.snapshot(async (reader) => {
    const found = await reader.moderation.listCasesOfAuthor(actor.userId, before, limit + 1);
    const cases = found.slice(0, limit);
    const last = found.length > limit ? cases.at(-1) : undefined;
    const told = cases.filter((one) => one.action !== null || one.decidedAt !== null);
    return {
      views: await viewsOf(reader, told, 'author'),
      users: [],
      next: last === undefined ? null : { value: last.createdAt, id: last.id },
    };
  });
}

export interface AuditList {
  entries: AuditEntry[];
  users: User[];
  next: ListCursor | null;
}

/** Who did what, the newest first. */
export function listAudit(
  core: CoreContext,
  actor: Actor,
  request: { conversationId: string | null; before: ListCursor | null; limit: number },
): Promise<AuditList> {
  return core.store.snapshot(async (reader) => {
    await requireReviewer(core, reader, actor, request.conversationId);
    const found = await reader.moderation.listAudit(request.conversationId, request.before, request.limit + 1);
    const entries = found.slice(0, request.limit);
    const last = found.length > request.limit ? entries.at(-1) : undefined;
    const ids = new Set(entries.flatMap(({ actorId, subjectId }) => [actorId, subjectId]).filter((id) => id !== null));
    return {
      entries,
      users: await reader.users.findMany([...ids]),
      next: last === undefined ? null : { value: last.at, id: last.id },
    };
  });
}

/** Members who do not lead are told that they may not; for strangers there is no such conversation. */
async function requireReviewer(
  core: CoreContext,
  reader: Reader,
  actor: Actor,
  conversationId: string | null,
): Promise<void> {
  if (conversationId === null) {
    if (await isModerator(core, reader, actor)) return;
    throw new CoreError('forbidden', 'Only moderators of this installation see all conversations; name one of yours.');
  }
  if (await mayReview(core, reader, actor, conversationId)) return;
  const member = await reader.conversations.findMember(conversationId, actor.userId);
  if (member?.state !== 'active') throw notFound('conversation', conversationId);
  throw new CoreError('forbidden', 'Only owners and admins of this conversation may do that.');
}

function usersOf(reader: Reader, views: readonly CaseView[]): Promise<User[]> {
  const ids = new Set<string>();
  for (const { case: one, as, reports } of views) {
    ids.add(one.authorId);
    if (as === 'author') continue;
    for (const id of [one.decidedBy, one.appeal?.decidedBy]) if (id != null) ids.add(id);
    for (const report of reports ?? []) ids.add(report.reporterId);
  }
  return reader.users.findMany([...ids]);
}

async function viewsOf(
  reader: Pick<Reader, 'messages'>,
  cases: readonly ModerationCase[],
  as: CaseView['as'],
): Promise<CaseView[]> {
  const messages = await reader.messages.findMany(cases.map((one) => one.messageId));
  const byId = new Map(messages.map((message) => [message.id, message]));
  return cases.map((one) => ({ case: one, message: byId.get(one.messageId) ?? null, as }));
}
