import type { MessageView } from '@parlance/client';
import { strings } from '../strings/strings.ts';
import { IconButton } from './icon-button.tsx';
import { Menu, type MenuItem } from './menu.tsx';
import type { MessageActions } from './message-actions.ts';
import { ReactionPicker } from './reaction-picker.tsx';

interface Props {
  view: MessageView;
  mine: boolean;
  mayManage: boolean;
  actions: MessageActions;
}

/** The buttons that appear beside a message when it is pointed at or has the focus. */
export function MessageTools({ view, mine, mayManage, actions }: Props) {
  return (
    <div class="tools" data-testid="message-tools">
      <ReactionPicker onPick={(emoji) => actions.react(view, emoji, false)} />
      <IconButton icon="reply" label={strings.reply} testid="reply" onClick={() => actions.reply(view)} />
      <Menu icon="more" label={strings.more} items={toItems(view, mine, mayManage, actions)} testid="message-menu" />
    </div>
  );
}

function toItems(view: MessageView, mine: boolean, mayManage: boolean, actions: MessageActions): MenuItem[] {
  const text = view.content?.text;
  const items: (MenuItem | false)[] = [
    mine &&
      text !== undefined && { label: strings.edit, icon: 'edit', action: () => actions.edit(view), testid: 'edit' },
    text !== undefined && {
      label: strings.copyText,
      icon: 'copy',
      action: () => void navigator.clipboard?.writeText(text),
    },
    {
      label: view.pinned_at === null ? strings.pin : strings.unpin,
      icon: 'pin',
      action: () => actions.togglePin(view),
      testid: 'pin',
    },
    mine
      ? { label: strings.whoRead, icon: 'eye', action: () => actions.showReaders(view), testid: 'who-read' }
      : { label: strings.markUnreadFrom, icon: 'unread', action: () => actions.markUnread(view) },
    { label: strings.deleteForMe, icon: 'trash', action: () => actions.remove(view, 'me') },
    (mine || mayManage) && {
      label: strings.deleteForAll,
      icon: 'trash',
      danger: true,
      action: () => actions.remove(view, 'all'),
      testid: 'delete',
    },
  ];
  return items.filter((item) => item !== false);
}
