import { ANSWER_JOB } from '../core/assistant/answer-job.ts';
import { DIGEST_JOB } from '../core/assistant/context/digest-job.ts';
import { TRANSLATE_MESSAGE } from '../core/translation/retry-translation.ts';
import { answerHandler } from './answer-question.ts';
import type { JobHandler, JobHandlers } from './handler.ts';
import { moderateMessageJob } from './moderate-message.ts';
import { transcribeMedia } from './transcribe-media.ts';
import { translateMessage } from './translate-message.ts';
import { digestHandler } from './write-digest.ts';

const registered = new Map<string, JobHandler>();

/** Jobs of this kind are run by this handler. Throws when the kind has one already. */
export function registerHandler(kind: string, handler: JobHandler): void {
  if (registered.has(kind)) throw new Error(`The job kind “${kind}” has a handler already.`);
  registered.set(kind, handler);
}

/** Every kind that this version can run; jobs of other kinds are left to nodes that know them. */
export const handlers: JobHandlers = registered;

// One line for each kind follows, in the order of the alphabet.
registerHandler(ANSWER_JOB, answerHandler);
registerHandler(DIGEST_JOB, digestHandler);
registerHandler('media.transcribe', transcribeMedia);
registerHandler('message.moderate', moderateMessageJob);
registerHandler(TRANSLATE_MESSAGE, translateMessage);
