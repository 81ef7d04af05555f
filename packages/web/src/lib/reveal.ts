import type { ConversationHandle } from '@parlance/client';

/** 40 pages are some thousand messages; beyond that a jump would load for minutes. */
const MOST_PAGES = 40;

/** Loads earlier messages until the one with this seq is there. False: it is not, or lies too far back. */
export async function loadBackTo(handle: ConversationHandle, seq: number): Promise<boolean> {
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const messages = handle.messages.get();
    const oldest = messages.find((view) => view.status === 'sent');
    if (oldest !== undefined && oldest.seq <= seq) return messages.some((view) => view.seq === seq);
    if (!handle.hasOlder.get()) return false;
    await handle.loadOlder();
  }
  return false;
}
