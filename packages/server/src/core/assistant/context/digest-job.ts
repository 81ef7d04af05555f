import type { NewJob } from '../../outbox/job.ts';
import { JobFault } from '../../outbox/job-fault.ts';

/** The kind of job in which a model writes the digest that a later question needs. */
export const DIGEST_JOB = 'assistant.digest';

/** After everything that somebody waits for. */
const PRIORITY = 150;

export interface DigestOrder {
  conversationId: string;
  userId: string;
  assistantId: string;
  upToSeq: number;
}

export function toDigestJob(order: DigestOrder): NewJob {
  return { kind: DIGEST_JOB, payload: { ...order }, priority: PRIORITY };
}

/** Throws a final `JobFault` for what `toDigestJob` did not write. */
export function parseDigestOrder(payload: Record<string, unknown>): DigestOrder {
  const { conversationId, userId, assistantId, upToSeq } = payload;
  if (
    typeof conversationId === 'string' &&
    typeof userId === 'string' &&
    typeof assistantId === 'string' &&
    typeof upToSeq === 'number'
  ) {
    return { conversationId, userId, assistantId, upToSeq };
  }
  throw new JobFault(`The job “${DIGEST_JOB}” names no conversation.`, { final: true });
}
