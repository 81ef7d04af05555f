import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { CoreError, notFound } from '../errors.ts';
import { mayReview } from './access.ts';
import { appendAudit } from './audit.ts';
import type { CaseView } from './case-view.ts';
import type { ModerationCase } from './moderation-case.ts';
import { tellCase } from './write-case.ts';

/**
 * The author’s objection to what an engine or a reviewer decided; once for each decision. Errors: `not_found` (nobody
 * else’s case exists), `conflict` (nothing to object to, or objected to before).
 */
export function appealCase(
  core: CoreContext,
  actor: Actor,
  { caseId, note }: { caseId: string; note: string },
): Promise<CaseView> {
  return core.store.transaction(async (tx) => {
    const one = await tx.moderation.findCase(caseId);
    if (one === undefined) throw notFound('case', caseId);
    if (!one.authorKnown || one.authorId !== actor.userId) {
      if (!(await mayReview(core, tx, actor, one.conversationId))) throw notFound('case', caseId);
      throw new CoreError('forbidden', 'Only the author of the message may appeal.');
    }
    requireAppealable(one);
    const at = core.clock.now();
    const appeal = { note, at, outcome: null, decidedBy: null, decidedAt: null };
    const appealed: ModerationCase = { ...one, state: 'appealed', appeal, updatedAt: at };
    await tx.moderation.updateCase(one.id, { state: 'appealed', appeal, updatedAt: at });
    await appendAudit(core, tx, {
      case: appealed,
      actorId: actor.userId,
      action: 'appeal',
      before: { state: one.state, standing: one.standing },
      after: { state: 'appealed', standing: one.standing },
      note,
    });
    const message = (await tx.messages.find(one.messageId)) ?? null;
    await tellCase(core, tx, appealed, message);
    return { case: appealed, message, as: 'author' };
  });
}

function requireAppealable(one: ModerationCase): void {
  if (one.appeal !== null) throw new CoreError('conflict', 'This decision was appealed before.');
  if (one.state === 'closed') throw new CoreError('conflict', 'The message was deleted; there is nothing to appeal.');
  // Of a report that nobody has looked at yet, its subject knows nothing.
  if (one.action === null && one.decidedAt === null) throw notFound('case', one.id);
  if (one.standing === 'shown' || one.standing === 'approved') {
    throw new CoreError('conflict', 'The message is shown as it was written; there is nothing to appeal.');
  }
}
