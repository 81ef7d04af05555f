import { signal } from '@preact/signals';

/** What stands to the right of the conversation. */
export type Panel = 'details' | 'search' | 'pins';
/** What lies above the page. */
export type Dialog = 'new-group' | 'new-room' | 'rooms' | 'account';

export const panel = signal<Panel | null>(null);
export const dialog = signal<Dialog | null>(null);
/** What the message search starts with when it is opened from the list's search field. */
export const searchSeed = signal('');

export function togglePanel(which: Panel): void {
  panel.value = panel.value === which ? null : which;
}

export function openMessageSearch(query: string): void {
  searchSeed.value = query;
  panel.value = 'search';
}
