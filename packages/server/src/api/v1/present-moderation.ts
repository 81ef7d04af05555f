import type * as wire from '@parlance/protocol';
import type { CaseView } from '../../core/moderation/case-view.ts';
import type { AuditEntry, ModerationCase } from '../../core/moderation/moderation-case.ts';
import { saidIn } from '../../core/moderation/stand.ts';
import { presentMessage } from './present.ts';

/** A case with its message as it was written, for reviewers and for its author. */
export function presentCase(view: CaseView): wire.ModerationCase {
  const { case: one, as } = view;
  const reviews = as === 'reviewer';
  return {
    id: one.id,
    conversation_id: one.conversationId,
    message_id: one.messageId,
    author_id: one.authorId,
    state: one.state,
    standing: one.standing,
    action: one.action,
    categories: one.scores,
    policy: one.action === null ? null : { [one.action]: one.thresholds },
    engine: one.engine,
    message: presentSaid(view),
    reports: reviews ? (view.reports ?? []).map(presentReport) : [],
    report_count: reviews ? one.reports : 0,
    decision: one.decision,
    note: one.note,
    decided_by: reviews ? one.decidedBy : null,
    decided_at: one.decidedAt,
    appeal: presentAppeal(one),
    created_at: one.createdAt,
    updated_at: one.updatedAt,
  };
}

/** What was written, also where the conversation shows something else, and what was reported before it was deleted. */
function presentSaid({ case: one, message, as }: CaseView): wire.Message | null {
  if (message === null) return null;
  if (message.deletedAt !== null && as === 'reviewer' && one.original !== null) {
    return presentMessage({ ...message, content: one.original });
  }
  return presentMessage(saidIn(message, one));
}

function presentReport(report: NonNullable<CaseView['reports']>[number]): wire.ModerationCase['reports'][number] {
  return {
    reporter_id: report.reporterId,
    reason: report.reason,
    note: report.note,
    created_at: report.createdAt,
  };
}

function presentAppeal({ appeal }: ModerationCase): wire.ModerationCase['appeal'] {
  if (appeal === null) return null;
  return { note: appeal.note, at: appeal.at, outcome: appeal.outcome, decided_at: appeal.decidedAt };
}

export function presentAudit(entry: AuditEntry): wire.AuditEntry {
  return {
    id: entry.id,
    conversation_id: entry.conversationId,
    case_id: entry.caseId,
    message_id: entry.messageId,
    actor_id: entry.actorId,
    action: entry.action,
    subject_id: entry.subjectId,
    before: entry.before,
    after: entry.after,
    note: entry.note,
    at: entry.at,
  };
}
