import { useEffect, useLayoutEffect } from 'preact/hooks';
import { Announcer } from '../components/announcer.tsx';
import { Banner } from '../components/banner.tsx';
import { Empty } from '../components/empty.tsx';
import { Notice } from '../components/notice.tsx';
import { isComposing } from '../lib/keys.ts';
import { client } from '../state/client.ts';
import { dialog, leavePanels, panel } from '../state/layers.ts';
import { openConversationId, showConversation, showList } from '../state/route.ts';
import { conversations } from '../state/stores.ts';
import { strings } from '../strings/strings.ts';
import { AccountDialog } from './account-dialog.tsx';
import { AppealDialog } from './appeal-dialog.tsx';
import { ConversationView } from './conversation.tsx';
import { ForwardDialog } from './forward-dialog.tsx';
import { NewGroupDialog } from './new-group-dialog.tsx';
import { NewRoomDialog } from './new-room-dialog.tsx';
import { ReportDialog } from './report-dialog.tsx';
import { ReviewsDialog } from './reviews-dialog.tsx';
import { RoomsDialog } from './rooms-dialog.tsx';
import { SearchPanel } from './search-panel.tsx';
import { Sidebar } from './sidebar.tsx';

/** The page of somebody who is in: list, conversation, panel; banner above, dialogs over them. */
export function Messenger() {
  const id = openConversationId.value;
  useEffect(() => {
    addEventListener('keydown', onShortcut);
    return () => removeEventListener('keydown', onShortcut);
  }, []);
  useLayoutEffect(leavePanels, [id]);
  usePartnersPresence();
  return (
    <div class={id === null ? 'messenger' : 'messenger messenger-open'}>
      <Banner />
      <Notice />
      <Sidebar />
      {id === null ? (
        <>
          <Empty title={strings.pickConversation} hint={strings.pickConversationHint} />
          {panel.value === 'search' && <SearchPanel state={undefined} />}
        </>
      ) : (
        <ConversationView key={id} id={id} />
      )}
      <Dialogs />
      <Announcer />
    </div>
  );
}

function Dialogs() {
  const close = () => {
    dialog.value = null;
  };
  switch (dialog.value) {
    case 'new-group':
      return <NewGroupDialog onClose={close} />;
    case 'new-room':
      return <NewRoomDialog onClose={close} />;
    case 'rooms':
      return <RoomsDialog onClose={close} />;
    case 'account':
      return <AccountDialog onClose={close} />;
    case 'reviews':
      return <ReviewsDialog onClose={close} />;
    case 'report':
      return <ReportDialog onClose={close} />;
    case 'appeal':
      return <AppealDialog onClose={close} />;
    case 'forward':
      return <ForwardDialog onClose={close} />;
    case null:
      return null;
  }
}

/** So many people's presence can be watched at once; the list shows the last active first. */
const MOST_WATCHED = 200;

/** The dots in the list: whether those with whom I have direct chats are there. */
function usePartnersPresence(): void {
  const partners = conversations.value
    .flatMap((state) => (state.conversation.kind === 'direct' ? state.others.slice(0, 1) : []))
    .slice(0, MOST_WATCHED)
    .map((user) => user.id)
    // The order of the list changes with every message; who is watched does not.
    .sort()
    .join(' ');
  useEffect(() => client.watchPresence(partners === '' ? [] : partners.split(' ')), [partners]);
}

/** Esc closes the panel, then the conversation; Alt with ↑ or ↓ goes through the list. */
function onShortcut(event: KeyboardEvent): void {
  if (event.defaultPrevented || isComposing(event) || dialog.value !== null) return;
  if (event.key === 'Escape') {
    if (panel.value !== null) panel.value = null;
    else showList();
    return;
  }
  if (!event.altKey || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp')) return;
  const ids = [...document.querySelectorAll<HTMLElement>('[data-testid="conversation-item"]')].map(
    (item) => item.dataset.conversationId ?? '',
  );
  const at = ids.indexOf(openConversationId.value ?? '');
  const next = ids[event.key === 'ArrowDown' ? at + 1 : Math.max(0, at - 1)];
  if (next === undefined) return;
  event.preventDefault();
  showConversation(next);
}
