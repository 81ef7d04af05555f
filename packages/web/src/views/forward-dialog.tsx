import type { ConversationState } from '@parlance/client';
import { useRef, useState } from 'preact/hooks';
import { ConversationAvatar } from '../components/conversation-avatar.tsx';
import { Field } from '../components/field.tsx';
import { Modal } from '../components/modal.tsx';
import { ProblemNote } from '../components/problem.tsx';
import { toPreview } from '../lib/preview.ts';
import { useAction } from '../lib/use-action.ts';
import { client } from '../state/client.ts';
import { subject } from '../state/layers.ts';
import { titleOf } from '../state/people.ts';
import { showConversation } from '../state/route.ts';
import { conversations } from '../state/stores.ts';
import { strings } from '../strings/strings.ts';

/** Sends a copy of a message to another of my conversations. */
export function ForwardDialog({ onClose }: { onClose(): void }) {
  const view = subject.value;
  const [query, setQuery] = useState('');
  // One for each target: asked again after a failure, the copy is still sent once.
  const clientIds = useRef(new Map<string, string>());
  const forward = useAction(async (target: string) => {
    if (view === null) return;
    const client_id = clientIds.current.get(target) ?? makeClientId();
    clientIds.current.set(target, client_id);
    await client.call('messages.forward', { message_id: view.id, to_conversation_id: target, client_id });
    onClose();
    showConversation(target);
  });
  if (view === null) return null;
  const wanted = query.trim().toLocaleLowerCase();
  const shown = conversations.value.filter((state) => isWritable(state) && isNamed(state, wanted)).slice(0, 30);
  return (
    <Modal title={strings.forwardTo} onClose={onClose}>
      <p class="about-message" dir="auto">
        {toPreview(view)}
      </p>
      <Field label={strings.conversations} value={query} onInput={setQuery} type="search" testid="forward-search" />
      <ProblemNote error={forward.error} />
      <ul class="forward-list">
        {shown.map((state) => (
          <li key={state.conversation.id}>
            <button
              type="button"
              class="item"
              disabled={forward.busy}
              data-testid="forward-target"
              onClick={() => void forward.run(state.conversation.id)}
            >
              <ConversationAvatar state={state} size="small" />
              <span class="item-title">{titleOf(state)}</span>
            </button>
          </li>
        ))}
      </ul>
    </Modal>
  );
}

function isWritable(state: ConversationState): boolean {
  return state.membership?.state === 'active';
}

function isNamed(state: ConversationState, wanted: string): boolean {
  return titleOf(state).toLocaleLowerCase().includes(wanted);
}

/** Not `crypto.randomUUID`, which pages without TLS do not have. */
function makeClientId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
