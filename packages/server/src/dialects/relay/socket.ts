import type { SocketClaim, SocketRequest } from '../dialect.ts';
import { greet } from '../greet.ts';
import { callerOf, mayUseLobby, requireLobby } from './door.ts';
import {
  audioForm,
  imageForm,
  messageForm,
  parseAudio,
  parseImage,
  parseMessage,
  parseText,
  type RelayMessage,
  textForm,
} from './forms.ts';
import type { Relay } from './relay.ts';
import { send } from './send.ts';

/** Mounts what this dialect’s clients say on a socket. */
export function mountSocket(relay: Relay): void {
  const { host, lobby } = relay;
  const claim = (event: string, form: string, parse: (payload: unknown) => RelayMessage): void => {
    const handler: SocketClaim['handler'] = (request) => handleSend(relay, parse, request);
    host.on(event, { dialect: 'relay', form, handler, overlaps: true });
  };
  claim('message', messageForm, parseMessage);
  claim('send_text', textForm, parseText);
  claim('send_image', imageForm, parseImage);
  claim('send_audio', audioForm, parseAudio);
  host.on('ping', {
    dialect: 'relay',
    cost: 'light',
    // Clients of every dialect keep their connections alive with it.
    labels: false,
    handler: (request) => handlePing(relay, request),
  });
  host.onConnect((connection) => {
    if (connection.edge !== 'relay') return;
    greet(host, connection);
    if (mayUseLobby(host, callerOf(host, connection))) host.hub.follow(connection, lobby.conversation.id);
  });
}

async function handleSend(
  relay: Relay,
  parse: (payload: unknown) => RelayMessage,
  { connection, payload, handOver }: SocketRequest,
): Promise<unknown> {
  const { host } = relay;
  const caller = callerOf(host, connection);
  requireLobby(host, caller);
  const message = parse(payload);
  const sent = await send(relay, { caller, message, connectionId: connection.id, handOver });
  const receipt = {
    status: 'success',
    message: 'Message received',
    message_id: sent.id,
    id: sent.id,
    type: sent.type,
    timestamp: sent.timestamp,
  };
  host.tell(connection, 'message_received', receipt);
  return receipt;
}

async function handlePing({ host }: Relay, { connection }: SocketRequest): Promise<unknown> {
  const answer = { message: 'pong', timestamp: new Date(host.core.clock.now()).toISOString() };
  host.tell(connection, 'pong', answer);
  return answer;
}
