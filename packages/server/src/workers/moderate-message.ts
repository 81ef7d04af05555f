import { scoreOutside } from '../core/moderation/moderate-message.ts';
import { recordScores } from '../core/moderation/record-scores.ts';
import { saidIn } from '../core/moderation/stand.ts';
import { noteOf } from '../core/moderation/withheld.ts';
import { JobFault } from '../core/outbox/job-fault.ts';
import type { JobHandler } from './handler.ts';

/**
 * Asks the outside service about a message and does what the policy of its conversation says. The scores and the end of
 * the job are one commit, so that however often it runs it takes effect once.
 */
export const moderateMessageJob: JobHandler = {
  timeout: 30_000,
  attempts: 6,
  async run(core, { messageId, rev }, { complete }) {
    if (typeof messageId !== 'string' || typeof rev !== 'number') {
      throw new JobFault('The payload names no message.', { final: true });
    }
    const engine = core.moderator?.engine;
    const message = await core.store.messages.find(messageId);
    // Edited, deleted, or no service any more: nothing to do; an edit has a job of its own.
    if (engine === undefined || message === undefined || message.deletedAt !== null || message.rev !== rev) return;
    const one = noteOf(message) === undefined ? undefined : await core.store.moderation.findCaseOf(messageId);
    const text = saidIn(message, one).content?.text ?? '';
    if (text === '') return;
    const found = await scoreOutside(core, text);
    if (found === undefined) throw new JobFault('The moderation service cannot say now.', {});
    await core.store.transaction(async (tx) => {
      await complete(tx);
      await recordScores(core, tx, { messageId, rev, found, engine });
    });
  },
};
