import type { ConversationHandle, ConversationState } from '@parlance/client';
import { useState } from 'preact/hooks';
import { ConversationAvatar } from '../components/conversation-avatar.tsx';
import { Field } from '../components/field.tsx';
import { Icon } from '../components/icon.tsx';
import { ProblemNote } from '../components/problem.tsx';
import { SidePanel } from '../components/side-panel.tsx';
import { useAction } from '../lib/use-action.ts';
import { client } from '../state/client.ts';
import { mayManage, partnerOf, titleOf } from '../state/people.ts';
import { showList } from '../state/route.ts';
import { blocked } from '../state/stores.ts';
import { strings } from '../strings/strings.ts';
import { MembersSection } from './members-section.tsx';
import { PolicySection } from './policy-section.tsx';
import { TranslationSection } from './translation-section.tsx';

interface Props {
  handle: ConversationHandle;
  state: ConversationState;
  myId: string;
}

/** About a conversation: who it is, or who is in it, and what its managers may change. */
export function DetailsPanel({ handle, state, myId }: Props) {
  const partner = partnerOf(state);
  const { kind, topic } = state.conversation;
  return (
    <SidePanel title={strings.details}>
      <div class="details-head">
        <ConversationAvatar state={state} size="large" />
        <h3>{titleOf(state)}</h3>
        {partner?.user_name != null && <p>@{partner.user_name}</p>}
        {topic !== null && <p class="details-text">{topic}</p>}
        {partner?.bio != null && <p class="details-text">{partner.bio}</p>}
      </div>
      {state.membership !== null && <TranslationSection state={state} />}
      {partner !== undefined && <BlockButton userId={partner.id} />}
      {(kind === 'group' || kind === 'room') && (
        <>
          {mayManage(state) && <Rename state={state} />}
          {mayManage(state) && <PolicySection state={state} />}
          <MembersSection handle={handle} state={state} myId={myId} />
          {state.membership?.state === 'active' && <Leave id={state.conversation.id} />}
        </>
      )}
    </SidePanel>
  );
}

function BlockButton({ userId }: { userId: string }) {
  const isBlocked = blocked.value.includes(userId);
  const toggle = useAction(() => client.call(isBlocked ? 'blocks.remove' : 'blocks.add', { user_id: userId }));
  return (
    <section class="panel-section">
      <button
        type="button"
        class={isBlocked ? 'row-button' : 'row-button danger'}
        disabled={toggle.busy}
        data-testid="block"
        onClick={() => void toggle.run()}
      >
        <Icon name="block" size={18} />
        {isBlocked ? strings.unblock : strings.block}
      </button>
      <ProblemNote error={toggle.error} />
    </section>
  );
}

function Rename({ state }: { state: ConversationState }) {
  const { id, name, topic } = state.conversation;
  const [newName, setName] = useState(name ?? '');
  const [newTopic, setTopic] = useState(topic ?? '');
  const save = useAction(() =>
    client.call('conversations.update', {
      conversation_id: id,
      name: newName.trim(),
      topic: newTopic.trim() === '' ? null : newTopic.trim(),
    }),
  );
  const changed = newName.trim() !== (name ?? '') || newTopic.trim() !== (topic ?? '');
  return (
    <form
      class="panel-section"
      onSubmit={(event) => {
        event.preventDefault();
        void save.run();
      }}
    >
      <Field label={strings.name} value={newName} onInput={setName} maxLength={100} testid="rename" />
      <Field label={strings.topic} value={newTopic} onInput={setTopic} maxLength={500} testid="topic" />
      <ProblemNote error={save.error} />
      {changed && (
        <button type="submit" class="button" disabled={save.busy || newName.trim() === ''} data-testid="save-name">
          {strings.save}
        </button>
      )}
    </form>
  );
}

function Leave({ id }: { id: string }) {
  const [asking, setAsking] = useState(false);
  const leave = useAction(async () => {
    await client.call('conversations.leave', { conversation_id: id });
    showList();
  });
  return (
    <section class="panel-section">
      {!asking && (
        <button type="button" class="row-button danger" onClick={() => setAsking(true)} data-testid="leave">
          <Icon name="leave" size={18} />
          {strings.leave}
        </button>
      )}
      {asking && (
        <div class="question">
          <p>{strings.leaveQuestion}</p>
          <button type="button" class="button" onClick={() => setAsking(false)}>
            {strings.cancel}
          </button>
          <button
            type="button"
            class="button button-danger"
            disabled={leave.busy}
            onClick={() => void leave.run()}
            data-testid="leave-confirm"
          >
            {strings.leave}
          </button>
        </div>
      )}
      <ProblemNote error={leave.error} />
    </section>
  );
}
