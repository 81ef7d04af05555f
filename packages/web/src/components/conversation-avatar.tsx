import type { ConversationState } from '@parlance/client';
import { assistantOf, partnerOf, titleOf } from '../state/people.ts';
import { presence } from '../state/stores.ts';
import { Avatar } from './avatar.tsx';

interface Props {
  state: ConversationState;
  size?: 'small' | 'medium' | 'large';
}

/** The other person's face with a dot while they are online, or the sign of a group or room. */
export function ConversationAvatar({ state, size = 'medium' }: Props) {
  const partner = assistantOf(state) ?? partnerOf(state);
  const { id, kind } = state.conversation;
  if (kind === 'direct' || kind === 'assistant') {
    if (partner?.kind === 'bot') return <Avatar id={partner.id} name={titleOf(state)} size={size} icon="spark" />;
    const online = partner && presence.value.get(partner.id)?.online;
    return <Avatar id={partner?.id ?? id} name={titleOf(state)} size={size} online={online} />;
  }
  return <Avatar id={id} name={titleOf(state)} size={size} icon={kind === 'room' ? 'room' : 'group'} />;
}
