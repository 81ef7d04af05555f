import type { Store } from '@parlance/client';
import { type ReadonlySignal, signal } from '@preact/signals';
import { client } from './client.ts';

/** The SDK's stores as signals: a component that reads `.value` is drawn again when it changes, and only then. */
export const me = toSignal(client.me);
export const connection = toSignal(client.connection);
export const conversations = toSignal(client.conversations);
export const users = toSignal(client.users);
export const presence = toSignal(client.presence);
export const translations = toSignal(client.translations);
export const blocked = toSignal(client.blocked);

function toSignal<T>(store: Store<T>): ReadonlySignal<T> {
  const value = signal(store.get());
  // For the life of the page: these stores belong to the one client, so nobody ever unsubscribes.
  store.subscribe((next) => {
    value.value = next;
  });
  return value;
}
