import { useEffect, useRef, useState } from 'preact/hooks';
import { Avatar } from '../components/avatar.tsx';
import { ConversationList } from '../components/conversation-list.tsx';
import { Finder } from '../components/finder.tsx';
import { Icon } from '../components/icon.tsx';
import { IconButton } from '../components/icon-button.tsx';
import { Menu, type MenuItem } from '../components/menu.tsx';
import { isComposing, isTypingTarget } from '../lib/keys.ts';
import { assistants, loadAssistants, openAssistantChat } from '../state/assistants.ts';
import { dialog } from '../state/layers.ts';
import { connection, me } from '../state/stores.ts';
import { trouble } from '../state/trouble.ts';
import { strings } from '../strings/strings.ts';

const NEW_SHARED: readonly MenuItem[] = [
  { label: strings.newGroup, icon: 'group', action: () => open('new-group'), testid: 'new-group' },
  { label: strings.newRoom, icon: 'room', action: () => open('new-room'), testid: 'new-room' },
  { label: strings.browseRooms, icon: 'compass', action: () => open('rooms'), testid: 'browse-rooms' },
];

/** The left side: who I am, the search field, and my conversations or what the search finds. */
export function Sidebar() {
  const [query, setQuery] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const results = useRef<HTMLDivElement>(null);
  const clear = () => {
    setQuery('');
    field.current?.blur();
  };
  const live = connection.value.state === 'live';
  useEffect(() => {
    if (live) loadAssistants();
  }, [live]);
  const asking = assistants.value.map(
    (assistant): MenuItem => ({
      label: strings.newChatWith(assistant.display_name),
      icon: 'spark',
      action: () => trouble.watch(openAssistantChat(assistant.id)),
      testid: 'ask-assistant',
    }),
  );
  useSearchShortcut(() => field.current?.focus());
  return (
    <div class="sidebar">
      <header class="sidebar-head">
        <AccountButton />
        <Menu
          icon="plus"
          label={strings.newConversation}
          items={[...asking, ...NEW_SHARED]}
          testid="new-conversation"
        />
      </header>
      <search class="finder-box">
        <Icon name="search" size={18} />
        <input
          ref={field}
          type="search"
          value={query}
          maxLength={100}
          autocomplete="off"
          spellcheck={false}
          placeholder={strings.searchEverything}
          aria-label={strings.searchEverything}
          data-testid="new-chat-search"
          onInput={(event) => setQuery(event.currentTarget.value)}
          onKeyDown={(event) => onSearchKey(event, results.current, clear)}
        />
        {query === '' ? <kbd>/</kbd> : <IconButton icon="close" label={strings.close} onClick={clear} />}
      </search>
      {query.trim() === '' ? <ConversationList /> : <Finder query={query.trim()} listRef={results} onDone={clear} />}
    </div>
  );
}

function AccountButton() {
  const mine = me.value;
  if (mine === null) return null;
  return (
    <button
      type="button"
      class="account-button"
      aria-label={strings.accountMenu}
      title={strings.accountMenu}
      data-testid="account"
      onClick={() => open('account')}
    >
      <Avatar id={mine.id} name={mine.display_name} size="small" />
      <span class="account-name">{mine.display_name}</span>
    </button>
  );
}

function open(which: NonNullable<typeof dialog.value>): void {
  dialog.value = which;
}

function onSearchKey(event: KeyboardEvent, results: HTMLElement | null, clear: () => void): void {
  if (isComposing(event)) return;
  if (event.key === 'Escape') {
    event.stopPropagation();
    clear();
  }
  if (event.key !== 'ArrowDown' && event.key !== 'Enter') return;
  // Enter picks a person, room or conversation; the message search is only reached on purpose.
  const first = (results ?? document).querySelector<HTMLElement>('[data-item]:not(.item-action)');
  if (first === null) return;
  event.preventDefault();
  if (event.key === 'Enter' && results !== null) first.click();
  else first.focus();
}

/** `/` or Ctrl+K, from anywhere but a text. */
function useSearchShortcut(focus: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const command = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k';
      const slash = event.key === '/' && !event.ctrlKey && !event.metaKey && !isTypingTarget(event.target);
      if (!command && !slash) return;
      if (document.querySelector('dialog[open]') !== null) return;
      event.preventDefault();
      focus();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}
