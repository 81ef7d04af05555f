import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { CoreError } from '../errors.ts';
import { requireLivingMessage } from '../messages/access.ts';
import { changeMessage } from '../messages/change-message.ts';
import type { Message } from '../messages/message.ts';
import type { Transaction } from '../store.ts';
import { enqueueTranscript, refusalOf } from './plan-transcript.ts';
import { findTranscript } from './transcript.ts';

/** Somebody waits for it: before what is transcribed by itself. */
const PRIORITY = 60;

export interface RequestedTranscript {
  message: Message;
  /** Under which its progress is seen; null where there is nothing to wait for, or somebody else asked first. */
  jobId: string | null;
  /** Why there will be none; null where there is one, or will be. */
  reason: string | null;
}

/**
 * Has a voice message written down, unless it is or is being done. The result comes as a change of the message. Errors:
 * `not_found`; `conflict` for a message that is no recording.
 */
export function requestTranscript(core: CoreContext, actor: Actor, messageId: string): Promise<RequestedTranscript> {
  return core.store.transaction(async (tx) => {
    const { message } = await requireLivingMessage(tx, actor, messageId);
    const { content } = message;
    if (content?.type !== 'audio') {
      throw new CoreError(
        'conflict',
        `A message of type “${content?.type}” is no recording that could be transcribed.`,
      );
    }
    const transcript = findTranscript(message.annotations);
    if (transcript?.state === 'done') return { message, jobId: null, reason: null };
    const running = transcript?.state === 'waiting' ? await findOpen(tx, transcript.job) : undefined;
    if (running !== undefined) {
      return { message, jobId: running.ownerId === actor.userId ? running.id : null, reason: null };
    }
    if (core.transcriber === undefined) {
      return { message, jobId: null, reason: 'No transcription service is configured on this server.' };
    }
    const reason = refusalOf(core.transcriber, content);
    if (reason !== undefined) return { message, jobId: null, reason };
    const planned = await enqueueTranscript(tx, { messageId, senderId: actor.userId, content, priority: PRIORITY });
    const annotations = { ...message.annotations, transcript: planned };
    const changed = await changeMessage(core, tx, actor, message, { annotations }, 'message.annotated');
    return { message: changed, jobId: planned.state === 'waiting' ? planned.job : null, reason: null };
  }, actor.userId);
}

async function findOpen(tx: Transaction, jobId: string) {
  const job = await tx.jobs.find(jobId);
  return job?.state === 'waiting' || job?.state === 'running' ? job : undefined;
}
