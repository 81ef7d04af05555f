import type { ConversationState } from '@parlance/client';
import type { Input } from '@parlance/protocol';
import { client } from '../state/client.ts';
import { togglePanel } from '../state/layers.ts';
import { mayManage } from '../state/people.ts';
import { trouble } from '../state/trouble.ts';
import { strings } from '../strings/strings.ts';
import type { MenuItem } from './menu.tsx';

/** For ever, as far as a clock goes: muting has no end unless one lifts it. */
const ALWAYS = 253_402_300_799_000;

type Mine = Omit<Input<'conversations.mine'>, 'conversation_id'>;

/** What one may do to a conversation for oneself alone. */
export function toOwnItems(state: ConversationState): MenuItem[] {
  const { membership, conversation } = state;
  if (membership === null) return [];
  const change = (mine: Mine) => () => {
    trouble.watch(client.call('conversations.mine', { conversation_id: conversation.id, ...mine }));
  };
  const muted = (membership.muted_until ?? 0) > Date.now();
  const pinned = membership.pinned_at !== null;
  const archived = membership.archived_at !== null;
  const marked = membership.marked_unread;
  return [
    {
      label: pinned ? strings.unpinConversation : strings.pinConversation,
      icon: 'pin',
      action: change({ pinned: !pinned }),
    },
    {
      label: muted ? strings.unmute : strings.mute,
      icon: 'bell',
      action: change({ muted_until: muted ? null : ALWAYS }),
    },
    {
      label: marked ? strings.markRead : strings.markUnread,
      icon: 'unread',
      action: change({ marked_unread: !marked }),
    },
    ...(mayManage(state)
      ? [{ label: strings.reviews, icon: 'shield' as const, action: () => togglePanel('reviews'), testid: 'reviews' }]
      : []),
    {
      label: archived ? strings.unarchive : strings.archive,
      icon: 'archive',
      action: change({ archived: !archived }),
    },
  ];
}
