import type { MessageView } from '@parlance/client';
import { findAnswerMark, findTranscript } from '../lib/annotations.ts';
import { openAbout, openThread } from '../state/layers.ts';
import { strings } from '../strings/strings.ts';
import { IconButton } from './icon-button.tsx';
import { Menu, type MenuItem } from './menu.tsx';
import type { MessageActions } from './message-actions.ts';
import { ReactionPicker } from './reaction-picker.tsx';

interface Props {
  view: MessageView;
  mine: boolean;
  myId: string;
  mayManage: boolean;
  actions: MessageActions;
}

/** The buttons that appear beside a message when it is pointed at or has the focus. */
export function MessageTools({ view, mine, myId, mayManage, actions }: Props) {
  return (
    <div class="tools" data-testid="message-tools">
      <ReactionPicker onPick={(emoji) => actions.react(view, emoji, false)} />
      <IconButton icon="reply" label={strings.reply} testid="reply" onClick={() => actions.reply(view)} />
      <Menu
        icon="more"
        label={strings.more}
        items={[...toItems(view, mine, actions), ...toLateItems(view, mine, myId, mayManage, actions)]}
        testid="message-menu"
      />
    </div>
  );
}

function toItems(view: MessageView, mine: boolean, actions: MessageActions): MenuItem[] {
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
  ];
  return items.filter((item) => item !== false);
}

/** What asks the machines or the moderators, and what takes the message away. */
function toLateItems(
  view: MessageView,
  mine: boolean,
  myId: string,
  mayManage: boolean,
  actions: MessageActions,
): MenuItem[] {
  const mark = findAnswerMark(view);
  const items: (MenuItem | false)[] = [
    { label: strings.replyInThread, icon: 'thread', action: () => openThread(view), testid: 'open-thread' },
    { label: strings.forward, icon: 'forward', action: () => openAbout('forward', view), testid: 'forward' },
    mark?.asker_id === myId && {
      label: strings.regenerate,
      icon: 'again',
      action: () => actions.regenerate(view),
      testid: 'regenerate-item',
    },
    !mine &&
      Boolean(view.content?.text) && {
        label: strings.translate,
        icon: 'globe',
        action: () => actions.translate(view),
        testid: 'translate',
      },
    view.content?.type === 'audio' &&
      findTranscript(view)?.state !== 'done' && {
        label: strings.transcribe,
        icon: 'file',
        action: () => actions.transcribe(view),
        testid: 'transcribe',
      },
    !mine && { label: strings.report, icon: 'flag', action: () => openAbout('report', view), testid: 'report' },
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
