import type { Actor } from './actor.ts';
import { toSeen } from './follower.ts';
import type { StoredConversation } from './history.ts';

/** Reads a whole conversation as the server holds it, page by page. */
export async function readStored(actor: Actor, conversation: string): Promise<StoredConversation> {
  const messages = [];
  let after_seq = 0;
  for (;;) {
    const page = await actor.calls('messages.list', { conversation_id: conversation, after_seq, limit: 200 });
    messages.push(...page.messages.map(toSeen));
    after_seq = page.messages.at(-1)?.seq ?? after_seq;
    if (!page.has_more_after || page.messages.length === 0) break;
  }
  const { conversation: head } = await actor.calls('conversations.get', { conversation_id: conversation });
  return { conversation, last_pos: head.last_pos, last_seq: head.last_seq, messages };
}
