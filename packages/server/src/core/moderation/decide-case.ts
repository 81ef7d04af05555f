import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { CoreError } from '../errors.ts';
import type { Transaction } from '../store.ts';
import { requireImpartial, requireReviewable } from './access.ts';
import { appendAudit } from './audit.ts';
import type { CaseView } from './case-view.ts';
import type { Decision, ModerationCase, Standing } from './moderation-case.ts';
import { changeStanding } from './stand.ts';
import { tellCase } from './write-case.ts';

const STANDINGS: Record<Exclude<Decision, 'dismiss'>, Standing> = {
  approve: 'approved',
  mask: 'masked',
  remove: 'removed',
};

export interface DecisionInput {
  caseId: string;
  decision: Decision;
  note: string | null;
}

/**
 * A reviewer’s decision about a message, or about the author’s appeal against one. Errors: `not_found`, `forbidden` (one’s
 * own message or decision), `conflict` (dismissing what is kept back, deciding about what was deleted).
 */
export function decideCase(core: CoreContext, actor: Actor, input: DecisionInput): Promise<CaseView> {
  return core.store.transaction(async (tx) => {
    const one = await requireReviewable(core, tx, actor, input.caseId);
    await requireImpartial(core, tx, actor, one);
    const message = await tx.messages.find(one.messageId);
    if (message === undefined) throw new CoreError('conflict', 'The message is gone.');
    requirePossible(one, input.decision, message.deletedAt !== null);
    const now = decided(core, actor, one, input);
    // What was withheld is needed for an appeal; what is shown again stands in its message.
    const kept = now.standing === 'masked' || now.standing === 'removed' ? (one.original ?? message.content) : null;
    const written: ModerationCase = { ...now, original: message.deletedAt === null ? kept : null };
    // The case first: who may see the message is read from it when the change is told.
    await tx.moderation.updateCase(one.id, written);
    const stays = input.decision === 'dismiss';
    const changed = stays ? message : await changeStanding(core, tx, message, { earlier: one, now: written });
    await auditDecision(core, tx, actor, { before: one, after: written });
    await tellCase(core, tx, written, changed);
    return { case: written, message: changed, as: 'reviewer' };
  });
}

function requirePossible(one: ModerationCase, decision: Decision, isDeleted: boolean): void {
  if (isDeleted && decision !== 'dismiss') {
    throw new CoreError('conflict', 'The message was deleted; dismiss the case, or warn, mute or ban its author.');
  }
  if (decision === 'dismiss' && !isDeleted && one.standing === 'held') {
    throw new CoreError('conflict', 'The message is held back; approve, mask or remove it.');
  }
}

function decided(core: CoreContext, actor: Actor, one: ModerationCase, input: DecisionInput): ModerationCase {
  const at = core.clock.now();
  const { decision, note } = input;
  const standing = decision === 'dismiss' ? one.standing : STANDINGS[decision];
  const settled = { state: 'decided' as const, standing, updatedAt: at };
  if (one.state === 'appealed' && one.appeal !== null) {
    const outcome = standing === 'approved' ? ('overturned' as const) : ('upheld' as const);
    const appeal = { ...one.appeal, outcome, decidedBy: actor.userId, decidedAt: at };
    return { ...one, ...settled, decision, note: note ?? one.note, appeal };
  }
  // A decision of its own, against which the author may appeal.
  return { ...one, ...settled, decision, note, decidedBy: actor.userId, decidedAt: at, appeal: null };
}

async function auditDecision(
  core: CoreContext,
  tx: Transaction,
  actor: Actor,
  { before, after }: { before: ModerationCase; after: ModerationCase },
): Promise<void> {
  await appendAudit(core, tx, {
    case: after,
    actorId: actor.userId,
    action: after.decision ?? 'dismiss',
    before: { state: before.state, standing: before.standing },
    after: { state: after.state, standing: after.standing, appeal: after.appeal?.outcome ?? null },
    note: after.note,
  });
}
