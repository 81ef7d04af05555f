import { type Actor, makeActor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import type { Conversation } from '../conversations/conversation.ts';
import { ensureRoom } from '../conversations/ensure-room.ts';
import { admit, joinRoom } from '../conversations/membership.ts';
import type { Content } from '../messages/message.ts';
import { type Sent, sendMessage } from '../messages/send-message.ts';
import { ensureBot } from '../users/ensure-bot.ts';

/** Speaks for those who have no account. */
const GUEST = { id: '018f0000-0000-7000-8000-6c6f62627901', userName: 'lobby-guest', displayName: 'Guest' };

/** The one room that people without an account may write to, where that is allowed. Whoever has one joins it like any other. */
export interface Lobby {
  readonly conversation: Conversation;
  readonly guest: Actor;
}

/** Makes the lobby and its guest unless they are there. */
export async function openLobby(core: CoreContext): Promise<Lobby> {
  const conversation = await ensureRoom(core, {
    slug: 'lobby',
    name: 'Lobby',
    topic: 'Open to people without an account while the server allows it.',
  });
  const guest = await ensureBot(core, GUEST);
  await core.store.transaction((tx) => admit(core, tx, conversation.id, guest.id, guest.id));
  return { conversation, guest: makeActor(guest.id, null, 'bot') };
}

/** Who sends to the lobby: an account, or somebody without one under a name of their choice. */
export type LobbySender = { account: Actor } | { label: string };

export interface LobbyMessage {
  sender: LobbySender;
  content: Content;
  /** Facts of the edge, kept with the message. */
  annotations?: Record<string, unknown>;
  /** Names this send to the edge that made it. */
  clientId: string;
}

/** `actor` is what `lobbyActor` gave for the sender. The chosen name is kept as a label, `senderLabel`; no account is ever reached by it. */
export function sendToLobby(core: CoreContext, lobby: Lobby, actor: Actor, message: LobbyMessage): Promise<Sent> {
  const { sender, content, clientId, annotations = {} } = message;
  const label = 'label' in sender ? { senderLabel: sender.label } : {};
  return sendMessage(core, actor, {
    conversationId: lobby.conversation.id,
    clientId,
    content,
    annotations: { ...annotations, ...label },
  });
}

/** The account, as a member of the lobby, or the guest. */
export async function lobbyActor(core: CoreContext, lobby: Lobby, sender: LobbySender): Promise<Actor> {
  if ('label' in sender) return lobby.guest;
  const { account } = sender;
  const member = await core.store.conversations.findMember(lobby.conversation.id, account.userId);
  if (member?.state !== 'active') await joinRoom(core, account, lobby.conversation.id);
  return account;
}
