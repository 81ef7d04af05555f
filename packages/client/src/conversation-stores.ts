import { activityOf, presentConversation } from './present.ts';
import { DerivedStore, type Store, sameItems } from './store.ts';
import type { AccountState, ConversationRecord } from './sync/state.ts';
import type { ConversationState } from './views.ts';

/** Every known conversation as shown, by id. One that did not change stays the very same object. */
export function conversationMapStore(account: Store<AccountState>): Store<ReadonlyMap<string, ConversationState>> {
  const shown = new WeakMap<ConversationRecord, ConversationState>();
  const records = new DerivedStore([account], () => account.get().conversations);
  const users = new DerivedStore([account], () => account.get().users);
  const present = (record: ConversationRecord) => {
    const before = shown.get(record);
    const after = presentConversation(record, account.get());
    if (before !== undefined && before.title === after.title && sameItems(before.others, after.others)) return before;
    shown.set(record, after);
    return after;
  };
  return new DerivedStore(
    [records, users],
    () => new Map([...records.get()].map(([id, record]) => [id, present(record)])),
  );
}

/** My conversations, the last active first. */
export function conversationListStore(
  map: Store<ReadonlyMap<string, ConversationState>>,
): Store<readonly ConversationState[]> {
  const compute = () =>
    [...map.get().values()]
      .filter((state) => state.membership?.state === 'active')
      .sort((a, b) => activityOf(b) - activityOf(a) || (a.conversation.id < b.conversation.id ? 1 : -1));
  return new DerivedStore([map], compute, sameItems);
}
