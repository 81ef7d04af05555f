import { signal } from '@preact/signals';

const CONVERSATION = /^#\/c\/([A-Za-z0-9_-]{1,64})$/;

/** The conversation on screen, kept in the address so that reload, back and bookmarks work. */
export const openConversationId = signal(readHash());

addEventListener('hashchange', () => {
  openConversationId.value = readHash();
});

export function showConversation(id: string): void {
  location.hash = `#/c/${id}`;
}

/** Back to the list, which on narrow screens is a page of its own. */
export function showList(): void {
  if (location.hash !== '') location.hash = '#/';
}

function readHash(): string | null {
  return CONVERSATION.exec(location.hash)?.[1] ?? null;
}
