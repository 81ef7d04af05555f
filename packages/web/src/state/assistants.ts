import type { User } from '@parlance/protocol';
import { signal } from '@preact/signals';
import { client } from './client.ts';
import { assistantOf } from './people.ts';
import { showConversation } from './route.ts';
import { conversations } from './stores.ts';

/** Who answers on this server, the main assistant first. */
export const assistants = signal<readonly User[]>([]);

/** Asks once, and again after a failure at the next connection. */
export function loadAssistants(): void {
  if (assistants.value.length > 0) return;
  client.assistants().then(
    (found) => {
      assistants.value = found;
    },
    () => undefined,
  );
}

/** Opens the chat with an assistant in which nothing was said yet; makes one where there is none. */
export async function openAssistantChat(assistantId: string): Promise<void> {
  const empty = conversations.value.find(
    (state) =>
      state.conversation.kind === 'assistant' &&
      state.conversation.last_seq === 0 &&
      assistantOf(state)?.id === assistantId,
  );
  showConversation((empty ?? (await client.createAssistantChat(assistantId))).conversation.id);
}
