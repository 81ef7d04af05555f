import type { CoreContext } from '../context.ts';
import type { Transaction } from '../store.ts';
import type { ModerationCase } from './moderation-case.ts';

/** Writes into the trail what was done in a case, with what stood before and after. Never what the message says. */
export async function appendAudit(
  core: Pick<CoreContext, 'ids' | 'clock'>,
  tx: Transaction,
  entry: {
    case: ModerationCase;
    /** null: an engine. */
    actorId: string | null;
    action: string;
    before: Record<string, unknown>;
    after: Record<string, unknown>;
    note?: string | null;
  },
): Promise<void> {
  await tx.moderation.appendAudit({
    id: core.ids.next(),
    conversationId: entry.case.conversationId,
    caseId: entry.case.id,
    messageId: entry.case.messageId,
    actorId: entry.actorId,
    action: entry.action,
    subjectId: entry.case.authorId,
    before: entry.before,
    after: entry.after,
    note: entry.note ?? null,
    at: core.clock.now(),
  });
}
