import type { Actor } from '../../actor.ts';
import type { CoreContext } from '../../context.ts';
import { requireMember } from '../../conversations/access.ts';
import { CoreError } from '../../errors.ts';
import { findStream, type StreamState } from './find-stream.ts';

/**
 * Ends an answer that is being written: what was said so far becomes the message. The asker may, and the owners and admins
 * of a group or room. For a stream that is over nothing happens. Errors: `not_found`, `forbidden`.
 */
export async function stopStream(core: CoreContext, actor: Actor, id: string): Promise<void> {
  const state = await findStream(core, actor, id);
  await requireStopper(core, actor, state);
  if (!state.live) return;
  const here = core.streams.find(id);
  if (here !== undefined) {
    here.stop();
    return;
  }
  const { live: _, text, ...head } = state;
  // The node that writes it looks here every second, and whoever begins it looks first.
  await core.store.transaction(async (tx) => {
    if (await tx.answerStreams.stop(id, actor.userId)) return;
    const job = await tx.jobs.find(id);
    if (job?.state !== 'waiting' && job?.state !== 'running') return;
    await tx.answerStreams.put({ ...head, text, updatedAt: core.clock.now() });
    await tx.answerStreams.stop(id, actor.userId);
  }, actor.userId);
}

async function requireStopper(core: CoreContext, actor: Actor, state: StreamState): Promise<void> {
  if (state.askerId === actor.userId) return;
  const { conversation, member } = await requireMember(core.store, actor, state.conversationId);
  const led = conversation.kind === 'group' || conversation.kind === 'room';
  if (led && member.role !== 'member') return;
  throw new CoreError('forbidden', 'Only who asked, or an admin of the group, may stop an answer.');
}
