import type { ConversationState } from '@parlance/client';
import { useRef, useState } from 'preact/hooks';
import { moveInList } from '../lib/focus-list.ts';
import { dialog } from '../state/layers.ts';
import { connection, conversations } from '../state/stores.ts';
import { strings } from '../strings/strings.ts';
import { ConversationItem } from './conversation-item.tsx';
import { Icon } from './icon.tsx';

/** My conversations: pinned ones first, then by last activity; archived ones folded away at the end. */
export function ConversationList() {
  const list = useRef<HTMLElement>(null);
  const [unfolded, setUnfolded] = useState(false);
  const { shown, archived } = arrange(conversations.value);
  if (shown.length + archived.length === 0) return <NoConversations />;
  return (
    <nav
      class="list"
      aria-label={strings.conversations}
      ref={list}
      onKeyDown={(event) => moveInList(event, list.current)}
      data-testid="conversation-list"
    >
      <ul>
        {shown.map((state) => (
          <ConversationItem key={state.conversation.id} state={state} />
        ))}
      </ul>
      {archived.length > 0 && (
        <>
          <button
            type="button"
            class="list-fold"
            data-item
            aria-expanded={unfolded}
            onClick={() => setUnfolded(!unfolded)}
          >
            <Icon name="archive" size={16} />
            {strings.archived(archived.length)}
          </button>
          <ul>{unfolded && archived.map((state) => <ConversationItem key={state.conversation.id} state={state} />)}</ul>
        </>
      )}
    </nav>
  );
}

function NoConversations() {
  // Until the first pages are here, an empty list says nothing about there being none.
  if (connection.value.state !== 'live') return <p class="list-loading">{strings.loading}</p>;
  return (
    <div class="empty" data-testid="no-conversations">
      <h2>{strings.noConversations}</h2>
      <p>{strings.noConversationsHint}</p>
      <button
        type="button"
        class="button"
        onClick={() => {
          dialog.value = 'rooms';
        }}
      >
        {strings.browseRooms}
      </button>
    </div>
  );
}

function arrange(all: readonly ConversationState[]) {
  const mine = all.filter((state) => state.membership !== null);
  const archived = mine.filter((state) => state.membership?.archived_at != null);
  const rest = mine.filter((state) => state.membership?.archived_at == null);
  const pinned = rest.filter((state) => state.membership?.pinned_at != null);
  return { shown: [...pinned, ...rest.filter((state) => state.membership?.pinned_at == null)], archived };
}
