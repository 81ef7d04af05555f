import { sql } from 'kysely';
import type { ListCursor } from '../../core/conversations/conversation-store.ts';
import type { AuditEntry, ModerationCase, ModerationReport } from '../../core/moderation/moderation-case.ts';
import type { CaseQuery, ModerationStore } from '../../core/moderation/moderation-store.ts';
import type { Executor } from './executor.ts';
import { auditToRow, caseToColumns, reportToRow, toAudit, toCase, toReport } from './moderation-rows.ts';
import type { ModerationAuditTable, ModerationCaseTable, ModerationReportTable } from './tables.ts';

export class SqlModeration implements ModerationStore {
  readonly #executor: Executor;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  findCase(id: string): Promise<ModerationCase | undefined> {
    return this.#find('id', id);
  }

  findCaseOf(messageId: string): Promise<ModerationCase | undefined> {
    return this.#find('message_id', messageId);
  }

  async #find(column: 'id' | 'message_id', value: string): Promise<ModerationCase | undefined> {
    const query = this.#executor.build.selectFrom('moderation_cases').selectAll().where(column, '=', value);
    const row = await this.#executor.row<ModerationCaseTable>(query);
    return row === undefined ? undefined : toCase(row);
  }

  async findCasesOf(messageIds: readonly string[]): Promise<ModerationCase[]> {
    if (messageIds.length === 0) return [];
    const query = this.#executor.build.selectFrom('moderation_cases').selectAll().where('message_id', 'in', messageIds);
    return (await this.#executor.rows<ModerationCaseTable>(query)).map(toCase);
  }

  async isUnderReviewBy(mediaId: string, userId: string): Promise<boolean> {
    const query = this.#executor.build
      .selectFrom('moderation_cases')
      .innerJoin('members', 'members.conversation_id', 'moderation_cases.conversation_id')
      .select('moderation_cases.id')
      .where('moderation_cases.media_id', '=', mediaId)
      .where('moderation_cases.original', 'is not', null)
      .where('members.user_id', '=', userId)
      .where('members.state', '=', 'active')
      .where('members.role', '<>', 'member')
      .limit(1);
    return (await this.#executor.row(query)) !== undefined;
  }

  async listCases({ conversationId, states, after, limit }: CaseQuery): Promise<ModerationCase[]> {
    let query = this.#executor.build
      .selectFrom('moderation_cases')
      .selectAll()
      .where('state', 'in', [...states])
      .orderBy('created_at')
      .orderBy('id')
      .limit(limit);
    if (conversationId !== null) query = query.where('conversation_id', '=', conversationId);
    if (after !== null) query = query.where(sql<boolean>`(created_at, id) > (${after.value}, ${after.id})`);
    return (await this.#executor.rows<ModerationCaseTable>(query)).map(toCase);
  }

  async listCasesOfAuthor(authorId: string, before: ListCursor | null, limit: number): Promise<ModerationCase[]> {
    let query = this.#executor.build
      .selectFrom('moderation_cases')
      .selectAll()
      .where('author_id', '=', authorId)
      .where('author_known', '=', 1)
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit);
    if (before !== null) query = query.where(sql<boolean>`(created_at, id) < (${before.value}, ${before.id})`);
    return (await this.#executor.rows<ModerationCaseTable>(query)).map(toCase);
  }

  async listHeld(conversationId: string, limit: number): Promise<ModerationCase[]> {
    const query = this.#executor.build
      .selectFrom('moderation_cases')
      .selectAll()
      .where('conversation_id', '=', conversationId)
      .where('state', 'in', ['open', 'appealed'])
      .where('standing', '=', 'held')
      .orderBy('created_at')
      .limit(limit);
    return (await this.#executor.rows<ModerationCaseTable>(query)).map(toCase);
  }

  async listReports(messageId: string, limit: number): Promise<ModerationReport[]> {
    const query = this.#executor.build
      .selectFrom('moderation_reports')
      .selectAll()
      .where('message_id', '=', messageId)
      .orderBy('created_at')
      .orderBy('reporter_id')
      .limit(limit);
    return (await this.#executor.rows<ModerationReportTable>(query)).map(toReport);
  }

  async countReportsBy(reporterId: string, since: number): Promise<number> {
    const query = this.#executor.build
      .selectFrom('moderation_reports')
      .select(({ fn }) => fn.countAll<number | string>().as('count'))
      .where('reporter_id', '=', reporterId)
      .where('created_at', '>=', since);
    // PostgreSQL gives a count as text.
    return Number((await this.#executor.row(query))?.count ?? 0);
  }

  async listAudit(conversationId: string | null, before: ListCursor | null, limit: number): Promise<AuditEntry[]> {
    let query = this.#executor.build
      .selectFrom('moderation_audit')
      .selectAll()
      .orderBy('at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit);
    if (conversationId !== null) query = query.where('conversation_id', '=', conversationId);
    if (before !== null) query = query.where(sql<boolean>`(at, id) < (${before.value}, ${before.id})`);
    return (await this.#executor.rows<ModerationAuditTable>(query)).map(toAudit);
  }

  async insertCase(one: ModerationCase): Promise<void> {
    const row = { ...caseToColumns(one), id: one.id, message_id: one.messageId, created_at: one.createdAt };
    await this.#executor.run(
      this.#executor.build.insertInto('moderation_cases').values(row as unknown as ModerationCaseTable),
    );
  }

  async updateCase(id: string, change: Partial<ModerationCase>): Promise<void> {
    const query = this.#executor.build.updateTable('moderation_cases').set(caseToColumns(change)).where('id', '=', id);
    await this.#executor.run(query);
  }

  async insertReport(report: ModerationReport): Promise<boolean> {
    const query = this.#executor.build
      .insertInto('moderation_reports')
      .values(reportToRow(report))
      .onConflict((conflict) => conflict.doNothing());
    return (await this.#executor.run(query)) > 0;
  }

  async appendAudit(entry: AuditEntry): Promise<void> {
    await this.#executor.run(this.#executor.build.insertInto('moderation_audit').values(auditToRow(entry)));
  }

  eraseOriginalsBefore(at: number): Promise<number> {
    const query = this.#executor.build
      .updateTable('moderation_cases')
      .set({ original: null, media_id: null })
      .where('original', 'is not', null)
      .where('state', 'in', ['decided', 'closed'])
      .where('updated_at', '<', at);
    return this.#executor.run(query);
  }
}
