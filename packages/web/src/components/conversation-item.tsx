import type { ConversationState } from '@parlance/client';
import { toPreview } from '../lib/preview.ts';
import { toShortTime } from '../lib/times.ts';
import { minute } from '../state/clock.ts';
import { drafts } from '../state/drafts.ts';
import { nameOf, titleOf } from '../state/people.ts';
import { openConversationId, showConversation } from '../state/route.ts';
import { me } from '../state/stores.ts';
import { strings } from '../strings/strings.ts';
import { ConversationAvatar } from './conversation-avatar.tsx';
import { Icon } from './icon.tsx';

/** One line of the list: face, title, time, last words, and what waits there. */
export function ConversationItem({ state }: { state: ConversationState }) {
  const { id } = state.conversation;
  const open = openConversationId.value === id;
  return (
    <li>
      <button
        type="button"
        class="item"
        data-item
        data-testid="conversation-item"
        data-conversation-id={id}
        aria-current={open ? 'page' : undefined}
        onClick={() => showConversation(id)}
      >
        <ConversationAvatar state={state} />
        <span class="item-main">
          <span class="item-line">
            <span class="item-title">{titleOf(state)}</span>
            <Marks state={state} />
            {state.lastMessage && (
              <time class="item-time">{toShortTime(state.lastMessage.created_at, minute.value)}</time>
            )}
          </span>
          <span class="item-line">
            <Preview state={state} open={open} />
            <Badges state={state} />
          </span>
        </span>
      </button>
    </li>
  );
}

function Preview({ state, open }: { state: ConversationState; open: boolean }) {
  const draft = drafts.value.get(state.conversation.id);
  if (draft !== undefined && !open) {
    return (
      <span class="item-preview">
        <span class="item-draft">{strings.draft}</span> {draft}
      </span>
    );
  }
  const last = state.lastMessage;
  if (last === null) return <span class="item-preview">{state.conversation.topic ?? strings.sayHello}</span>;
  const mine = last.sender_id === me.value?.id;
  const who = mine ? strings.you : state.conversation.kind === 'direct' ? null : nameOf(last.sender_id);
  return (
    <span class="item-preview" dir="auto">
      {who !== null && <span class="item-who">{who}: </span>}
      {toPreview(last)}
    </span>
  );
}

function Marks({ state }: { state: ConversationState }) {
  const muted = (state.membership?.muted_until ?? 0) > minute.value;
  return (
    <>
      {muted && (
        <span class="item-mark" title={strings.muted}>
          <Icon name="bell" size={14} />
        </span>
      )}
      {state.membership?.pinned_at != null && (
        <span class="item-mark" title={strings.pinned}>
          <Icon name="pin" size={14} />
        </span>
      )}
    </>
  );
}

function Badges({ state }: { state: ConversationState }) {
  const muted = (state.membership?.muted_until ?? 0) > minute.value;
  const marked = state.membership?.marked_unread === true && state.unread === 0;
  return (
    <>
      {state.mentions > 0 && (
        <span class="badge badge-mention" data-testid="mention-badge">
          <span aria-hidden="true">@</span>
          <span class="visually-hidden">{strings.mentionCount(state.mentions)}</span>
        </span>
      )}
      {state.unread > 0 && (
        <span class={muted ? 'badge badge-quiet' : 'badge'} data-testid="unread-badge">
          <span aria-hidden="true">{state.unread > 999 ? '999+' : state.unread}</span>
          <span class="visually-hidden">{strings.unreadCount(state.unread)}</span>
        </span>
      )}
      {marked && <span class="badge badge-dot" title={strings.markUnread} />}
    </>
  );
}
