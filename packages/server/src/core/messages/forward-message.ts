import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { CoreError } from '../errors.ts';
import { findTranscript } from '../transcription/transcript.ts';
import { requireLivingMessage } from './access.ts';
import { type Sent, sendMessage } from './send-message.ts';

/** Sends a copy of a message the actor may read; whoever reads it sees that it was forwarded, not from where. */
export async function forwardMessage(
  core: CoreContext,
  actor: Actor,
  input: { messageId: string; toConversationId: string; clientId: string },
): Promise<Sent> {
  const { message } = await requireLivingMessage(core.store, actor, input.messageId);
  if (message.content === null || message.content.type === 'system') {
    throw new CoreError('conflict', 'This message cannot be forwarded.');
  }
  const transcript = findTranscript(message.annotations);
  return sendMessage(core, actor, {
    conversationId: input.toConversationId,
    clientId: input.clientId,
    content: message.content,
    forwardedFrom: message.id,
    ...(transcript?.state === 'done' ? { annotations: { transcript } } : {}),
  });
}
