import type { ConversationState } from '@parlance/client';
import { useEffect } from 'preact/hooks';
import { toAgo } from '../lib/times.ts';
import { client } from '../state/client.ts';
import { minute } from '../state/clock.ts';
import { panel, togglePanel } from '../state/layers.ts';
import { assistantOf, partnerOf, titleOf } from '../state/people.ts';
import { showList } from '../state/route.ts';
import { presence } from '../state/stores.ts';
import { strings } from '../strings/strings.ts';
import { ConversationAvatar } from './conversation-avatar.tsx';
import { IconButton } from './icon-button.tsx';
import { Menu } from './menu.tsx';
import { toOwnItems } from './own-items.ts';

/** With whom one speaks, whether they are there, and what can be opened beside it. */
export function ConversationHead({ state }: { state: ConversationState }) {
  const others = state.others.map((user) => user.id).join(' ');
  useEffect(() => client.watchPresence(others === '' ? [] : others.split(' ')), [others]);
  return (
    <header class="head">
      <span class="head-back">
        <IconButton icon="back" label={strings.back} testid="back" onClick={showList} />
      </span>
      <button type="button" class="head-title" onClick={() => togglePanel('details')} data-testid="conversation-title">
        <ConversationAvatar state={state} />
        <span class="head-words">
          <h1>{titleOf(state)}</h1>
          <Subtitle state={state} />
        </span>
      </button>
      <div class="head-tools">
        <IconButton
          icon="search"
          label={strings.searchMessages}
          pressed={panel.value === 'search'}
          testid="search-messages"
          onClick={() => togglePanel('search')}
        />
        <IconButton
          icon="pin"
          label={strings.pinnedMessages}
          pressed={panel.value === 'pins'}
          testid="pins"
          onClick={() => togglePanel('pins')}
        />
        <IconButton
          icon="panel"
          label={strings.details}
          pressed={panel.value === 'details'}
          testid="details"
          onClick={() => togglePanel('details')}
        />
        <Menu icon="more" label={strings.conversationMenu} items={toOwnItems(state)} testid="conversation-menu" />
      </div>
    </header>
  );
}

function Subtitle({ state }: { state: ConversationState }) {
  if (assistantOf(state) !== undefined) return <span class="head-note">{strings.assistant}</span>;
  const partner = partnerOf(state);
  if (partner !== undefined) return <PartnerPresence userId={partner.id} />;
  const { kind, member_count, topic } = state.conversation;
  if (kind === 'direct' || kind === 'assistant') return null;
  const online = state.others.filter((user) => presence.value.get(user.id)?.online).length;
  // And I.
  const present = online > 0 && state.membership !== null ? strings.membersOnline(online + 1) : undefined;
  const parts = [strings.members(member_count), present, topic];
  return <span class="head-note">{parts.filter(Boolean).join(' · ')}</span>;
}

function PartnerPresence({ userId }: { userId: string }) {
  const known = presence.value.get(userId);
  if (known === undefined) return <span class="head-note">&nbsp;</span>;
  const seen =
    known.last_seen_at === null ? strings.offlineNow : strings.lastSeen(toAgo(known.last_seen_at, minute.value));
  const parts = [known.online ? strings.online : seen, known.status];
  return (
    <span class="head-note" data-testid="head-presence" data-online={known.online}>
      {parts.filter(Boolean).join(' · ')}
    </span>
  );
}
