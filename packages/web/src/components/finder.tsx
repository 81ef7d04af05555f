import type { Conversation, User } from '@parlance/protocol';
import type { RefObject } from 'preact';
import { moveInList } from '../lib/focus-list.ts';
import { useAction } from '../lib/use-action.ts';
import { useDebounced } from '../lib/use-debounced.ts';
import { useQuery } from '../lib/use-query.ts';
import { client } from '../state/client.ts';
import { openMessageSearch } from '../state/layers.ts';
import { partnerOf, titleOf } from '../state/people.ts';
import { showConversation } from '../state/route.ts';
import { conversations, me, presence } from '../state/stores.ts';
import { strings } from '../strings/strings.ts';
import { Avatar } from './avatar.tsx';
import { ConversationItem } from './conversation-item.tsx';
import { Icon } from './icon.tsx';
import { ProblemNote } from './problem.tsx';

interface Props {
  query: string;
  listRef: RefObject<HTMLDivElement | null>;
  onDone(): void;
}

interface Found {
  users: readonly User[];
  rooms: readonly Conversation[];
}

const WAIT_MS = 180;

/** What the list's search field finds: my conversations, people, public rooms, and the way to the message search. */
export function Finder({ query, listRef, onDone }: Props) {
  const settled = useDebounced(query, WAIT_MS);
  const found = useQuery<Found>(settled, () => findEverything(settled));
  const open = useAction(async (reach: () => Promise<{ conversation: { id: string } }>) => {
    showConversation((await reach()).conversation.id);
    onDone();
  });
  const mine = conversations.value.filter((state) => isMatch(titleOf(state), query));
  // Whom I already talk to stands among the conversations.
  const shown = new Set(mine.flatMap((state) => [state.conversation.id, partnerOf(state)?.id]));
  const users = (found.data?.users ?? []).filter((user) => user.id !== me.value?.id && !shown.has(user.id));
  const rooms = (found.data?.rooms ?? []).filter((room) => !shown.has(room.id));
  const nothing = !found.loading && settled === query && mine.length + users.length + rooms.length === 0;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys only move among the buttons inside.
    <div class="list" ref={listRef} onKeyDown={(event) => moveInList(event, listRef.current)} data-testid="finder">
      <ProblemNote error={open.error ?? found.error} />
      {mine.length > 0 && <h2 class="list-heading">{strings.conversations}</h2>}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the buttons inside are clicked by keys too. */}
      <ul onClick={onDone}>
        {mine.map((state) => (
          <ConversationItem key={state.conversation.id} state={state} />
        ))}
      </ul>
      <People users={users} onPick={(user) => void open.run(() => client.openDirect(user.id))} />
      <Rooms rooms={rooms} onPick={(room) => void open.run(() => client.joinRoom(room.id))} />
      {nothing && !found.error && <p class="list-note">{strings.nothingFound(query)}</p>}
      <button type="button" class="item item-action" data-item onClick={() => openMessageSearch(query)}>
        <span class="avatar avatar-medium avatar-plain">
          <Icon name="search" size={18} />
        </span>
        {strings.searchMessagesFor(query)}
      </button>
    </div>
  );
}

function People({ users, onPick }: { users: readonly User[]; onPick(user: User): void }) {
  if (users.length === 0) return null;
  return (
    <>
      <h2 class="list-heading">{strings.people}</h2>
      <ul>
        {users.map((user) => (
          <li key={user.id}>
            <button type="button" class="item" data-item data-testid="found-person" onClick={() => onPick(user)}>
              <Avatar id={user.id} name={user.display_name} online={presence.value.get(user.id)?.online} />
              <span class="item-main">
                <span class="item-title">{user.display_name}</span>
                {user.user_name !== null && <span class="item-preview">@{user.user_name}</span>}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function Rooms({ rooms, onPick }: { rooms: readonly Conversation[]; onPick(room: Conversation): void }) {
  if (rooms.length === 0) return null;
  return (
    <>
      <h2 class="list-heading">{strings.rooms}</h2>
      <ul>
        {rooms.map((room) => (
          <li key={room.id}>
            <button type="button" class="item" data-item data-testid="found-room" onClick={() => onPick(room)}>
              <Avatar id={room.id} name={room.name ?? ''} icon="room" />
              <span class="item-main">
                <span class="item-title">{room.name ?? strings.untitled}</span>
                <span class="item-preview">{strings.members(room.member_count)}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

async function findEverything(query: string): Promise<Found> {
  const [people, rooms] = await Promise.all([
    client.call('users.search', { query: query.replace(/^@/, '') || query, limit: 8 }),
    client.rooms(query),
  ]);
  return { users: people.users, rooms: rooms.slice(0, 8) };
}

function isMatch(title: string, query: string): boolean {
  return title.toLocaleLowerCase().includes(query.toLocaleLowerCase());
}
