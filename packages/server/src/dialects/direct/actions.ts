import type { Actor } from '../../core/actor.ts';
import type { CoreContext } from '../../core/context.ts';
import { requireMember } from '../../core/conversations/access.ts';
import { sendMessage } from '../../core/messages/send-message.ts';
import { markRead } from '../../core/receipts/mark-read.ts';
import { getMe } from '../../core/users/get-me.ts';
import type { DialectHost } from '../dialect.ts';
import type { KnownConversations } from '../known-conversations.ts';
import type { parseSend } from './forms.ts';
import type { KnownAddresses } from './known-addresses.ts';
import { findByAddress } from './people.ts';
import { addressOf, MESSAGE_TYPE, presentMessage, toTime } from './present.ts';

/** What REST and the socket do alike. */

/** What sending takes. */
export interface Sending {
  core: CoreContext;
  known: KnownConversations;
  addresses: KnownAddresses;
}

/**
 * Opens the conversation if need be, and sends. Every call is a message: these clients have no message id, and the same
 * short word twice within two seconds is what people do write. `handOver` is called once the core has the message.
 */
export async function send(
  { core, known, addresses }: Sending,
  actor: Actor,
  input: ReturnType<typeof parseSend>,
  handOver?: () => void,
) {
  const otherId = await addresses.ownerOf(input.to_email, (address) => findByAddress(core, address));
  const conversationId = await known.openDirect(actor, otherId);
  const type = input.message_type ?? 'text';
  const sending = sendMessage(core, actor, {
    conversationId,
    clientId: null,
    content: { type: 'text', text: input.message },
    replyTo: input.reply_to ?? null,
    annotations: type === 'text' ? {} : { [MESSAGE_TYPE]: type },
  });
  handOver?.();
  const { message, sender } = await sending;
  return presentMessage(message, sender);
}

/** Reads everything in a conversation. The actor’s own devices hear of it, also where nothing was left to read. */
export async function readAll(host: DialectHost, actor: Actor, conversationId: string) {
  const { core } = host;
  const { conversation, member } = await requireMember(core.store, actor, conversationId);
  const after = await markRead(core, actor, conversationId, conversation.lastSeq);
  const reader = addressOf(await getMe(core, actor));
  const answer = presentRead(conversationId, reader, core.clock.now());
  // A receipt that others may see is told to all members, these devices among them.
  if (after.member.shownReadSeq === member.shownReadSeq) {
    for (const connection of host.hub.ofUser(actor.userId)) {
      if (connection.edge === 'direct') host.tell(connection, 'marked_as_read', answer);
    }
  }
  return answer;
}

export function presentRead(conversationId: string, reader: string, at: number) {
  return { success: true, conversation_id: conversationId, user_email: reader, timestamp: toTime(at) };
}
