import type { DialectAnswer, DialectRequest, DialectRoute } from '../dialect.ts';
import { readCaller, requireBroadcaster, requireLobby } from './door.ts';
import type { LobbyFeed } from './feed.ts';
import { messageForm, parseMessage, parsePublished, publishForm } from './forms.ts';
import { publish } from './publish.ts';
import type { Relay } from './relay.ts';
import { send } from './send.ts';
import { openStream } from './stream.ts';

/** Mounts this dialect’s routes. Who calls is read here, because a service key is no account’s token. */
export function mountRest(relay: Relay, feed: LobbyFeed): void {
  const route = (
    method: DialectRoute['method'],
    url: string,
    handler: (relay: Relay, request: DialectRequest) => Promise<DialectAnswer>,
    parts: Partial<DialectRoute> = {},
  ): void => {
    const handle = (request: DialectRequest) => handler(relay, request);
    relay.host.route({ dialect: 'relay', method, url, auth: 'none', handler: handle, ...parts });
  };
  // Base64 is a third longer than what it holds.
  const bodyLimit = Math.ceil(relay.host.settings.uploadBytes * 1.4) + 64 * 1024;
  route('GET', '/api/health', health);
  route('POST', '/api/message', postMessage, { bodyLimit, form: messageForm });
  route('POST', '/api/messages/broadcast', postBroadcast, { bodyLimit, form: messageForm });
  route('GET', '/api/events', (_relay, request) => openStream(relay, feed, request));
  route('POST', '/api/events/publish', postEvent, { form: publishForm });
}

async function health({ host }: Relay): Promise<DialectAnswer> {
  const timestamp = new Date(host.core.clock.now()).toISOString();
  return { body: { status: 'healthy', service: 'chat-service', timestamp } };
}

async function postMessage(relay: Relay, request: DialectRequest): Promise<DialectAnswer> {
  const caller = await readCaller(relay.host, request);
  requireLobby(relay.host, caller);
  const sent = await send(relay, { caller, message: parseMessage(request.body), connectionId: null });
  return { status: 201, body: answer('Message sent', sent) };
}

async function postBroadcast(relay: Relay, request: DialectRequest): Promise<DialectAnswer> {
  const caller = await readCaller(relay.host, request);
  requireBroadcaster(relay.host, caller);
  const message = parseMessage(request.body);
  const sent = await send(relay, { caller, message, connectionId: null, broadcast: true });
  return { status: 201, body: answer('Message broadcast', sent) };
}

async function postEvent(relay: Relay, request: DialectRequest): Promise<DialectAnswer> {
  requireBroadcaster(relay.host, await readCaller(relay.host, request));
  const { eventType, data } = parsePublished(request.body);
  const { id } = publish(relay, eventType, data);
  return { body: { status: 'success', success: true, message: 'Event published', event_type: eventType, id } };
}

/** Without the content: whoever sent an image need not get it back. */
function answer(sentence: string, sent: Awaited<ReturnType<typeof send>>): Record<string, unknown> {
  const { content, ...facts } = sent;
  const data = sent.type === 'text' ? { ...facts, content } : facts;
  return { status: 'success', success: true, message: sentence, message_id: sent.id, id: sent.id, data };
}
