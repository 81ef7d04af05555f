import type { Content } from '../../core/messages/message.ts';
import type {
  Appeal,
  AuditEntry,
  ModerationCase,
  ModerationReport,
  ReportReason,
} from '../../core/moderation/moderation-case.ts';
import type { ModerationAuditTable, ModerationCaseTable, ModerationReportTable } from './tables.ts';

const jsonOrNull = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));

export function toCase(row: ModerationCaseTable): ModerationCase {
  return {
    id: row.id,
    messageId: row.message_id,
    conversationId: row.conversation_id,
    authorId: row.author_id,
    authorKnown: row.author_known === 1,
    state: row.state as ModerationCase['state'],
    standing: row.standing as ModerationCase['standing'],
    action: row.action as ModerationCase['action'],
    thresholds: JSON.parse(row.thresholds),
    scores: JSON.parse(row.scores),
    engine: row.engine,
    original: row.original === null ? null : (JSON.parse(row.original) as Content),
    mentions: row.mentions === null ? [] : (JSON.parse(row.mentions) as string[]),
    mediaId: row.media_id,
    reports: row.reports,
    decision: row.decision as ModerationCase['decision'],
    note: row.note,
    decidedBy: row.decided_by,
    decidedAt: row.decided_at,
    appeal: row.appeal === null ? null : (JSON.parse(row.appeal) as Appeal),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

/** The columns that can change. */
export function caseToColumns(one: Partial<ModerationCase>): Partial<ModerationCaseTable> {
  const columns: Partial<ModerationCaseTable> = {};
  if (one.conversationId !== undefined) columns.conversation_id = one.conversationId;
  if (one.authorId !== undefined) columns.author_id = one.authorId;
  if (one.authorKnown !== undefined) columns.author_known = one.authorKnown ? 1 : 0;
  if (one.state !== undefined) columns.state = one.state;
  if (one.standing !== undefined) columns.standing = one.standing;
  if (one.action !== undefined) columns.action = one.action;
  if (one.thresholds !== undefined) columns.thresholds = JSON.stringify(one.thresholds);
  if (one.scores !== undefined) columns.scores = JSON.stringify(one.scores);
  if (one.engine !== undefined) columns.engine = one.engine;
  if (one.original !== undefined) columns.original = jsonOrNull(one.original);
  if (one.mentions !== undefined) columns.mentions = one.mentions.length === 0 ? null : JSON.stringify(one.mentions);
  if (one.mediaId !== undefined) columns.media_id = one.mediaId;
  if (one.reports !== undefined) columns.reports = one.reports;
  if (one.decision !== undefined) columns.decision = one.decision;
  if (one.note !== undefined) columns.note = one.note;
  if (one.decidedBy !== undefined) columns.decided_by = one.decidedBy;
  if (one.decidedAt !== undefined) columns.decided_at = one.decidedAt;
  if (one.appeal !== undefined) columns.appeal = jsonOrNull(one.appeal);
  if (one.updatedAt !== undefined) columns.updated_at = one.updatedAt;
  return columns;
}

export function toReport(row: ModerationReportTable): ModerationReport {
  return {
    messageId: row.message_id,
    reporterId: row.reporter_id,
    reason: row.reason as ReportReason,
    note: row.note,
    createdAt: row.created_at,
  };
}

export function reportToRow(report: ModerationReport): ModerationReportTable {
  return {
    message_id: report.messageId,
    reporter_id: report.reporterId,
    reason: report.reason,
    note: report.note,
    created_at: report.createdAt,
  };
}

export function toAudit(row: ModerationAuditTable): AuditEntry {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    caseId: row.case_id,
    messageId: row.message_id,
    actorId: row.actor_id,
    action: row.action,
    subjectId: row.subject_id,
    before: JSON.parse(row.before),
    after: JSON.parse(row.after),
    note: row.note,
    at: row.at,
  };
}

export function auditToRow(entry: AuditEntry): ModerationAuditTable {
  return {
    id: entry.id,
    conversation_id: entry.conversationId,
    case_id: entry.caseId,
    message_id: entry.messageId,
    actor_id: entry.actorId,
    action: entry.action,
    subject_id: entry.subjectId,
    before: JSON.stringify(entry.before),
    after: JSON.stringify(entry.after),
    note: entry.note,
    at: entry.at,
  };
}
