import type { Message } from '@parlance/protocol';
import type { Actor } from './actor.ts';

/**
 * Everything that a client which resumes from this token gets of one conversation: all pages, and the changes that lie in
 * the gaps which the pages name. By message id.
 */
export async function readMissed(actor: Actor, conversation: string, since: string): Promise<Map<string, Message>> {
  const messages = new Map<string, Message>();
  const keep = (list: readonly Message[]) => {
    for (const message of list) messages.set(message.id, message);
  };
  let token = since;
  for (let more = true; more; ) {
    const page = await actor.calls('sync.page', { since: token });
    token = page.token;
    more = page.has_more;
    for (const delta of page.conversations.filter(({ conversation: { id } }) => id === conversation)) {
      if (delta.gap !== null) keep(await readGap(actor, conversation, delta.gap));
      keep(delta.messages);
    }
  }
  return messages;
}

async function readGap(
  actor: Actor,
  conversation_id: string,
  gap: { after: number; before: number },
): Promise<Message[]> {
  const messages: Message[] = [];
  let after = gap.after;
  while (after < gap.before - 1) {
    const page = await actor.calls('sync.changes', { conversation_id, after, limit: 500 });
    messages.push(...page.messages);
    if (!page.has_more) break;
    after = page.next_after;
  }
  return messages;
}
