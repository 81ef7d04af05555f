import type { Actor } from '../../actor.ts';
import type { CoreContext } from '../../context.ts';
import { requireMember } from '../../conversations/access.ts';
import { CoreError } from '../../errors.ts';
import { findStream, type StreamState } from './find-stream.ts';

/**
 * The answers that are being written in a conversation: those of this node, and those of others as soon as they have
 * written something down, which is after about a second. Errors: `not_found` for who is not a member.
 */
export async function listStreams(core: CoreContext, actor: Actor, conversationId: string): Promise<StreamState[]> {
  await requireMember(core.store, actor, conversationId);
  const stored = await core.store.answerStreams.findByConversation(conversationId);
  const ids = new Set([...core.streams.idsIn(conversationId), ...stored.map(({ id }) => id)]);
  const streams: StreamState[] = [];
  for (const id of ids) {
    try {
      const stream = await findStream(core, actor, id);
      if (stream.live) streams.push(stream);
    } catch (fault) {
      // It ended while we looked.
      if (!(fault instanceof CoreError) || fault.code !== 'not_found') throw fault;
    }
  }
  return streams;
}
