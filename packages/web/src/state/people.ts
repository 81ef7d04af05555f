import type { ConversationState } from '@parlance/client';
import type { User } from '@parlance/protocol';
import { strings } from '../strings/strings.ts';
import { me, users } from './stores.ts';

export function findUser(id: string): User | undefined {
  return users.value.get(id) ?? (me.value?.id === id ? me.value : undefined);
}

/** A person's name for the screen; somebody not known (yet) is called so rather than shown as an id. */
export function nameOf(id: string): string {
  return findUser(id)?.display_name ?? strings.someone;
}

/** The other person of a direct conversation. */
export function partnerOf(state: ConversationState): User | undefined {
  return state.conversation.kind === 'direct' ? state.others[0] : undefined;
}

/** The bot that answers in a chat with an assistant, or in a direct chat with one. */
export function assistantOf(state: ConversationState): User | undefined {
  const { kind } = state.conversation;
  if (kind !== 'assistant' && kind !== 'direct') return undefined;
  return state.others.find((user) => user.kind === 'bot');
}

export function titleOf(state: ConversationState): string {
  if (state.title !== '') return state.title;
  return state.conversation.kind === 'direct' ? strings.someone : strings.untitled;
}

/** Whether I may rename, add and remove here. */
export function mayManage(state: ConversationState): boolean {
  const role = state.membership?.role;
  const kind = state.conversation.kind;
  return (kind === 'group' || kind === 'room') && (role === 'owner' || role === 'admin');
}
