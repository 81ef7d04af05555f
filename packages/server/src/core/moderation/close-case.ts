import type { CoreContext } from '../context.ts';
import type { Message } from '../messages/message.ts';
import type { Transaction } from '../store.ts';
import { tellCase } from './write-case.ts';

/**
 * A message was deleted, by its author or for good. Where others reported it, what they saw is kept for the review, so
 * that nobody gets away by deleting; else nothing of it stays. `deleted` is the message as it is now.
 */
export async function closeCase(core: CoreContext, tx: Transaction, before: Message, deleted: Message): Promise<void> {
  const one = await tx.moderation.findCaseOf(before.id);
  if (one === undefined) return;
  const isOpen = one.state === 'open' || one.state === 'appealed';
  if (isOpen && one.reports > 0) {
    await tx.moderation.updateCase(one.id, { original: one.original ?? before.content, updatedAt: core.clock.now() });
    return;
  }
  const change = { state: 'closed' as const, original: null, mediaId: null, updatedAt: core.clock.now() };
  await tx.moderation.updateCase(one.id, change);
  if (isOpen) await tellCase(core, tx, { ...one, ...change }, deleted);
}
