import type { ListCursor } from '../conversations/conversation-store.ts';
import type { AuditEntry, CaseState, ModerationCase, ModerationReport } from './moderation-case.ts';

export interface CaseQuery {
  /** null: of the whole installation. */
  conversationId: string | null;
  states: readonly CaseState[];
  /** After this (createdAt, id); null: from the oldest. */
  after: ListCursor | null;
  limit: number;
}

export interface ModerationReader {
  findCase(id: string): Promise<ModerationCase | undefined>;
  findCaseOf(messageId: string): Promise<ModerationCase | undefined>;
  findCasesOf(messageIds: readonly string[]): Promise<ModerationCase[]>;
  /** Whether the file belongs to a message kept back in a conversation that this person leads. */
  isUnderReviewBy(mediaId: string, userId: string): Promise<boolean>;
  /** The oldest first. */
  listCases(query: CaseQuery): Promise<ModerationCase[]>;
  /** The newest first, before (createdAt, id). */
  listCasesOfAuthor(authorId: string, before: ListCursor | null, limit: number): Promise<ModerationCase[]>;
  /** The messages kept back in a conversation. */
  listHeld(conversationId: string, limit: number): Promise<ModerationCase[]>;
  /** The oldest first. */
  listReports(messageId: string, limit: number): Promise<ModerationReport[]>;
  /** How many messages this person has reported since. */
  countReportsBy(reporterId: string, since: number): Promise<number>;
  /** The newest first, before (at, id); `conversationId` null: of the whole installation. */
  listAudit(conversationId: string | null, before: ListCursor | null, limit: number): Promise<AuditEntry[]>;
}

export interface ModerationStore extends ModerationReader {
  insertCase(one: ModerationCase): Promise<void>;
  updateCase(id: string, change: Partial<Omit<ModerationCase, 'id' | 'messageId' | 'createdAt'>>): Promise<void>;
  /** False when this person has reported the message before. */
  insertReport(report: ModerationReport): Promise<boolean>;
  /** The only way to write to the trail: what stands there can neither be changed nor deleted. */
  appendAudit(entry: AuditEntry): Promise<void>;
  /** Forgets what was written in cases that were decided or closed earlier than this. How many there were. */
  eraseOriginalsBefore(at: number): Promise<number>;
}
