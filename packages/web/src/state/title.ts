import { effect } from '@preact/signals';
import { minute } from './clock.ts';
import { conversations } from './stores.ts';

/** The number of unread messages in the tab's title; muted conversations do not count. */
export function showUnreadInTitle(): void {
  effect(() => {
    const loud = conversations.value.filter((state) => (state.membership?.muted_until ?? 0) <= minute.value);
    const unread = loud.reduce((sum, state) => sum + state.unread, 0);
    document.title = unread > 0 ? `(${unread > 999 ? '999+' : unread}) Parlance` : 'Parlance';
  });
}
