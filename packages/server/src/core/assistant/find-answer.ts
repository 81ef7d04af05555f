import type { CoreContext } from '../context.ts';
import type { Message } from '../messages/message.ts';

/** The message that a job wrote first: the client id of an answer is the id of its job. */
export async function findAnswer(core: CoreContext, jobId: string): Promise<Message | undefined> {
  for (const assistantId of core.assistants.keys()) {
    const message = await core.store.messages.findByClientId(assistantId, jobId);
    if (message !== undefined) return message;
  }
  return undefined;
}
