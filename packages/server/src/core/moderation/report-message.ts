import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { CoreError } from '../errors.ts';
import { requireLivingMessage } from '../messages/access.ts';
import type { Message } from '../messages/message.ts';
import type { Transaction } from '../store.ts';
import { appendAudit } from './audit.ts';
import type { ModerationCase, ReportReason } from './moderation-case.ts';
import { BUILT_IN, scoreCategories } from './score-by-words.ts';
import { freshCase, tellCase } from './write-case.ts';

/** So many messages one person may report in an hour. */
const MOST_REPORTS = 30;
const HOUR = 60 * 60 * 1000;

export interface ReportInput {
  messageId: string;
  reason: ReportReason;
  note: string | null;
}

/**
 * Reports a message to those who review its conversation. Doing so twice changes nothing. Errors: `not_found`,
 * `conflict` (one’s own message, or one the server wrote), `rate_limited`.
 */
export function reportMessage(core: CoreContext, actor: Actor, input: ReportInput): Promise<void> {
  return core.store.transaction(async (tx) => {
    const { message } = await requireLivingMessage(tx, actor, input.messageId);
    if (message.senderId === actor.userId) throw new CoreError('conflict', 'You cannot report your own message.');
    if (message.content?.type === 'system') throw new CoreError('conflict', 'The server itself wrote this message.');
    const now = core.clock.now();
    if ((await tx.moderation.countReportsBy(actor.userId, now - HOUR)) >= MOST_REPORTS) {
      throw new CoreError('rate_limited', `At most ${MOST_REPORTS} messages can be reported in an hour.`, {
        retryAfter: HOUR,
      });
    }
    const report = { ...input, reporterId: actor.userId, createdAt: now };
    if (!(await tx.moderation.insertReport(report))) return;
    const earlier = await tx.moderation.findCaseOf(message.id);
    const one = await countReport(core, tx, message, earlier);
    await appendAudit(core, tx, {
      case: one,
      actorId: actor.userId,
      action: 'report',
      before: { state: earlier?.state ?? null, reports: earlier?.reports ?? 0 },
      after: { state: one.state, reports: one.reports, reason: input.reason },
      note: input.note,
    });
    await tellCase(core, tx, one, message);
  }, actor.userId);
}

/** One report more. A case that was decided in the message’s favour is looked at again. */
async function countReport(
  core: CoreContext,
  tx: Transaction,
  message: Message,
  earlier: ModerationCase | undefined,
): Promise<ModerationCase> {
  const now = core.clock.now();
  if (earlier === undefined) {
    const author = await tx.users.find(message.senderId);
    const one: ModerationCase = {
      ...freshCase(core, message, author?.kind !== 'bot'),
      scores: scoreCategories(message.content?.text ?? ''),
      engine: BUILT_IN,
      // Kept, so that it can be reviewed even if its author deletes it meanwhile.
      original: message.content,
      mentions: message.mentions,
      reports: 1,
    };
    await tx.moderation.insertCase(one);
    return one;
  }
  const change: Partial<ModerationCase> = {
    reports: earlier.reports + 1,
    state: earlier.state === 'appealed' ? 'appealed' : 'open',
    appeal: earlier.state === 'appealed' ? earlier.appeal : null,
    original: earlier.original ?? message.content,
    updatedAt: now,
  };
  await tx.moderation.updateCase(earlier.id, change);
  return { ...earlier, ...change };
}
