import { CoreError } from '../../core/errors.ts';
import { type LobbySender, lobbyActor, sendToLobby } from '../../core/lobby/lobby.ts';
import { storeMedia } from '../../core/media/store-media.ts';
import type { Content } from '../../core/messages/message.ts';
import { decodeMedia } from './decode-media.ts';
import type { Caller } from './door.ts';
import type { RelayMessage } from './forms.ts';
import { presentMessage } from './present.ts';
import type { Relay } from './relay.ts';

export interface RelaySend {
  caller: Caller;
  message: RelayMessage;
  /** The connection that sent it, which hears `message_received` in place of `message`. */
  connectionId: string | null;
  broadcast?: boolean;
  /** Called once the core has been given the message. */
  handOver?: () => void;
}

/** Sends to the lobby; resolves with the message as clients see it, once it is durable. */
export async function send(relay: Relay, { caller, message, connectionId, broadcast = false, handOver }: RelaySend) {
  const { core } = relay.host;
  const fallback = broadcast ? 'system' : 'anonymous';
  const sender: LobbySender =
    caller.account === null ? { label: message.sender ?? fallback } : { account: caller.account };
  const { content, echoed } = await toContent(relay, sender, message);
  const annotations = {
    ...(message.format === null || content.type === 'text' ? {} : { format: message.format }),
    ...(broadcast ? { broadcast: true } : {}),
  };
  const clientId = core.ids.next();
  relay.pending.set(clientId, { connectionId, content: echoed });
  try {
    const actor = await lobbyActor(core, relay.lobby, sender);
    const sending = sendToLobby(core, relay.lobby, actor, { sender, content, annotations, clientId });
    handOver?.();
    const sent = await sending;
    return presentMessage(sent.message, sent.sender, echoed);
  } finally {
    relay.pending.delete(clientId);
  }
}

/** The content to store, and the same as clients hear it: base64 in its plain form. */
async function toContent(
  relay: Relay,
  sender: LobbySender,
  message: RelayMessage,
): Promise<{ content: Content; echoed: string }> {
  const { core, settings } = relay.host;
  if (message.type === 'text') {
    if (message.content.trim() === '') throw new CoreError('invalid_input', 'The text is empty.');
    return { content: { type: 'text', text: message.content }, echoed: message.content };
  }
  const { bytes, mediaType } = await decodeMedia(core, message, settings.uploadBytes);
  const actor = await lobbyActor(core, relay.lobby, sender);
  const media = await storeMedia(core, actor, {
    content: bytes,
    claimedType: mediaType,
    purpose: 'message',
    conversationId: relay.lobby.conversation.id,
  });
  return { content: { type: message.type, mediaId: media.id }, echoed: bytes.toString('base64') };
}
