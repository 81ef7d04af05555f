import type { Call } from '../call.ts';
import type { Changes } from './pages.ts';

const PAGE = 500;

/**
 * Reads everything that changed in a conversation after a position, in as many pages as it takes; null when that is
 * more than `mostPages`. The position may move on meanwhile: `reached` says up to where the answer is complete.
 */
export async function gatherChanges(call: Call, id: string, after: number, mostPages: number): Promise<Changes | null> {
  const first = await call('sync.changes', { conversation_id: id, after, limit: PAGE });
  const changes = { ...first, reached: first.next_after };
  let page = first;
  for (let pages = 1; page.has_more; pages += 1) {
    if (pages === mostPages) return null;
    page = await call('sync.changes', { conversation_id: id, after: page.next_after, limit: PAGE });
    changes.messages = [...changes.messages, ...page.messages];
    changes.members = [...changes.members, ...page.members];
    changes.users = [...changes.users, ...page.users];
    changes.conversation = page.conversation;
    changes.reached = page.next_after;
  }
  // Changes without a row of their own (a topic, say) end no page: the conversation that came with it tells the last.
  changes.reached = Math.max(changes.reached, page.conversation.last_pos);
  return changes;
}
