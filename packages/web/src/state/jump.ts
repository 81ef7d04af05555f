import { signal } from '@preact/signals';

/** A message to bring into view: set by the search, the pins and quoted replies; the message list takes it. */
export interface Jump {
  conversationId: string;
  seq: number;
}

export const jump = signal<Jump | null>(null);
