import type { CoreContext } from '../core/context.ts';
import { makeTranslation } from '../core/translation/make-translation.ts';
import { tellReaders } from '../core/translation/tell-readers.ts';
import type { JobContext, JobHandler } from './handler.ts';

const ATTEMPTS = 6;

interface Payload {
  messageId: string;
  rev: number;
  target: string;
  readerIds: string[];
}

/** What the engine could not do when the message came. Running twice is harmless: a translation is kept under its hash. */
export const translateMessage: JobHandler = { run, timeout: 60_000, attempts: ATTEMPTS };

async function run(core: CoreContext, payload: Record<string, unknown>, { attempt }: JobContext): Promise<void> {
  const { messageId, rev, target, readerIds } = payload as unknown as Payload;
  const message = await core.store.messages.find(messageId);
  // Who has gone meanwhile finds it in the history, should they come back.
  const online = core.presence.onlineAmong(readerIds);
  if (message === undefined || message.rev !== rev || online.size === 0) return;
  const made = await makeTranslation(core, message, target);
  const { translation } = made;
  if (translation !== null) await tellReaders(core, { message, translation }, [...online]);
  // The last attempt ends quietly: a translation that can still be asked for is not worth a dead letter.
  else if (made.reason === 'engine_failed' && attempt < ATTEMPTS) {
    throw new Error('The engine could not translate the message.');
  }
}
