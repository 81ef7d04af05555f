import type { Actor } from '../../core/actor.ts';
import type { CoreContext } from '../../core/context.ts';
import { startConversation } from '../../core/conversations/start-conversation.ts';
import { CoreError } from '../../core/errors.ts';
import { sendMessage } from '../../core/messages/send-message.ts';
import { parseNote } from './forms.ts';
import { presentNote } from './present.ts';

/** Wire → core: what REST and the socket do alike. Every rule is core’s; this only translates. */
export async function sendNote(core: CoreContext, actor: Actor, payload: unknown) {
  const { to, note } = parseNote(payload);
  const person = await core.store.users.findByUserName(to);
  if (person === undefined) throw new CoreError('not_found', `There is nobody called “${to}”.`);
  const { conversation } = await startConversation(core, actor, { kind: 'direct', userIds: [person.id] });
  const { message, sender } = await sendMessage(core, actor, {
    conversationId: conversation.id,
    clientId: null,
    content: { type: 'text', text: note },
  });
  return presentNote(message, sender);
}
