import type { ConversationHandle, MessageView } from '@parlance/client';
import { useState } from 'preact/hooks';
import { Field } from '../components/field.tsx';
import { MessageCard } from '../components/message-card.tsx';
import { ProblemNote } from '../components/problem.tsx';
import { SidePanel } from '../components/side-panel.tsx';
import { toPreview } from '../lib/preview.ts';
import { useThread } from '../lib/use-thread.ts';
import { subject } from '../state/layers.ts';
import { useStore } from '../state/use-store.ts';
import { strings } from '../strings/strings.ts';

/** The replies to one message, apart from the rest; they stand in the conversation, too. */
export function ThreadPanel({ handle }: { handle: ConversationHandle }) {
  const view = subject.value;
  if (view === null || view.conversation_id !== handle.id) return null;
  return <Thread key={view.id} handle={handle} view={view} />;
}

function Thread({ handle, view }: { handle: ConversationHandle; view: MessageView }) {
  const [text, setText] = useState('');
  const state = useStore(handle.state);
  const rootId = view.thread_id ?? view.id;
  const thread = useThread(rootId);
  const messages = thread.messages ?? [view];
  const send = (event: Event) => {
    event.preventDefault();
    const said = text.trim();
    if (said === '') return;
    handle.send({ content: { type: 'text', text: said }, thread_id: rootId });
    setText('');
  };
  return (
    <SidePanel title={strings.thread}>
      <ProblemNote error={thread.error} />
      <ul data-testid="thread">
        {messages.map((message) => (
          <MessageCard key={message.id} message={message} placed={false}>
            {toPreview(message)}
          </MessageCard>
        ))}
      </ul>
      {state?.membership?.state === 'active' && (
        <form class="thread-form" onSubmit={send}>
          <Field
            label={strings.writeInThread}
            value={text}
            onInput={setText}
            maxLength={20_000}
            testid="thread-composer"
          />
          <button type="submit" class="button button-primary" disabled={text.trim() === ''} data-testid="thread-send">
            {strings.send}
          </button>
        </form>
      )}
    </SidePanel>
  );
}
