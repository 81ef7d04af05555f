import { signal } from '@preact/signals';

/** Unsent texts by conversation. They live as long as the page: a shared computer keeps none of them. */
export const drafts = signal<ReadonlyMap<string, string>>(new Map());

export function saveDraft(conversationId: string, text: string): void {
  if ((drafts.value.get(conversationId) ?? '') === text) return;
  const next = new Map(drafts.value);
  if (text.trim() === '') next.delete(conversationId);
  else next.set(conversationId, text);
  drafts.value = next;
}

export function clearDrafts(): void {
  drafts.value = new Map();
}
