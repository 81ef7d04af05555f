import type { Conversation } from '@parlance/protocol';
import { useState } from 'preact/hooks';
import { Avatar } from '../components/avatar.tsx';
import { Field } from '../components/field.tsx';
import { InviteForm } from '../components/invite-form.tsx';
import { Modal } from '../components/modal.tsx';
import { ProblemNote } from '../components/problem.tsx';
import { useAction } from '../lib/use-action.ts';
import { useDebounced } from '../lib/use-debounced.ts';
import { useQuery } from '../lib/use-query.ts';
import { client } from '../state/client.ts';
import { dialog } from '../state/layers.ts';
import { showConversation } from '../state/route.ts';
import { conversations } from '../state/stores.ts';
import { strings } from '../strings/strings.ts';

const WAIT_MS = 180;

/** The public rooms: join one, or open one that I am in; a code opens others too. */
export function RoomsDialog({ onClose }: { onClose(): void }) {
  const [query, setQuery] = useState('');
  const settled = useDebounced(query.trim(), WAIT_MS);
  const found = useQuery(settled, () => client.rooms(settled === '' ? undefined : settled));
  const rooms = found.data ?? [];
  return (
    <Modal title={strings.browseRooms} onClose={onClose} wide>
      <Field label={strings.filterRooms} value={query} onInput={setQuery} type="search" testid="room-search" />
      <ProblemNote error={found.error} />
      {rooms.length === 0 && !found.loading && !found.error && <NoRooms query={settled} />}
      <ul class="rooms">
        {rooms.map((room) => (
          <RoomItem key={room.id} room={room} onDone={onClose} />
        ))}
      </ul>
      <InviteForm onDone={onClose} />
    </Modal>
  );
}

function NoRooms({ query }: { query: string }) {
  if (query !== '') return <p class="panel-hint">{strings.noRoomsFor(query)}</p>;
  return (
    <div class="empty">
      <p>{strings.noRooms}</p>
      <button
        type="button"
        class="button"
        onClick={() => {
          dialog.value = 'new-room';
        }}
      >
        {strings.newRoom}
      </button>
    </div>
  );
}

function RoomItem({ room, onDone }: { room: Conversation; onDone(): void }) {
  const joined = conversations.value.some(
    (state) => state.conversation.id === room.id && state.membership?.state === 'active',
  );
  const enter = useAction(async () => {
    if (!joined) await client.joinRoom(room.id);
    onDone();
    showConversation(room.id);
  });
  return (
    <li class="room" data-testid="room">
      <Avatar id={room.id} name={room.name ?? ''} icon="room" />
      <span class="item-main">
        <span class="item-title">{room.name ?? strings.untitled}</span>
        <span class="item-preview">{[strings.members(room.member_count), room.topic].filter(Boolean).join(' · ')}</span>
        <ProblemNote error={enter.error} />
      </span>
      <button
        type="button"
        class={joined ? 'button' : 'button button-primary'}
        disabled={enter.busy}
        data-testid="join-room"
        onClick={() => void enter.run()}
      >
        {joined ? strings.open : strings.join}
      </button>
    </li>
  );
}
