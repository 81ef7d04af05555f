import type { MessageView } from '@parlance/client';
import { signal } from '@preact/signals';

/** What stands to the right of the conversation. */
export type Panel = 'details' | 'search' | 'pins' | 'reviews' | 'thread';
/** What lies above the page. */
export type Dialog = 'new-group' | 'new-room' | 'rooms' | 'account' | 'reviews' | 'report' | 'appeal' | 'forward';

export const panel = signal<Panel | null>(null);
export const dialog = signal<Dialog | null>(null);
/** What the message search starts with when it is opened from the list's search field. */
export const searchSeed = signal('');

const narrow = matchMedia('(width < 760px)');

/** On narrow screens a panel hides the conversation: whoever goes to a message wants to see it. */
export function uncoverConversation(): void {
  if (narrow.matches) panel.value = null;
}

/** To be called when another conversation is open: what is about one message or one conversation does not go along. */
export function leavePanels(): void {
  uncoverConversation();
  if (panel.value === 'thread' || panel.value === 'reviews') panel.value = null;
}

export function togglePanel(which: Panel): void {
  panel.value = panel.value === which ? null : which;
}

export function openMessageSearch(query: string): void {
  searchSeed.value = query;
  panel.value = 'search';
}

/** The message that a dialog or the thread panel is about. */
export const subject = signal<MessageView | null>(null);

export function openAbout(which: 'report' | 'appeal' | 'forward', view: MessageView): void {
  subject.value = view;
  dialog.value = which;
}

export function openThread(view: MessageView): void {
  subject.value = view;
  panel.value = 'thread';
}
