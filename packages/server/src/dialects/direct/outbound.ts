import type { DomainEvent, EphemeralEvent } from '../../core/events.ts';
import type { User } from '../../core/users/user.ts';
import type { Delivery, Edge } from '../../realtime/edge.ts';
import type { DialectHost } from '../dialect.ts';
import { DialectFrame } from '../dialect-frame.ts';
import { presentRead } from './actions.ts';
import type { KnownAddresses } from './known-addresses.ts';
import { tellPresence } from './presence.ts';
import { addressOf, presentMessage } from './present.ts';

type SentEvent = Extract<DomainEvent, { type: 'message.sent' }>;
type ReadEvent = Extract<DomainEvent, { type: 'receipt.read' }>;

/** This dialect’s words for what happens; its document has none for the rest. */
export function makeEdge(host: DialectHost, addresses: KnownAddresses): Edge {
  return {
    name: 'direct',
    hear: (event) => {
      addresses.hear(event);
      hear(host, event);
    },
    present,
  };
}

/** What is told once more was read. */
function hear(host: DialectHost, event: DomainEvent | EphemeralEvent): void {
  if (event.type === 'receipt.read') {
    if (host.isHeard('direct', event.conversation.id)) later(host, tellRead(host, event));
  } else if (event.type === 'presence.changed') later(host, tellPresence(host, event));
}

function present(event: DomainEvent | EphemeralEvent): readonly Delivery[] {
  switch (event.type) {
    case 'message.sent':
      return presentSent(event);
    case 'typing.started':
    case 'typing.stopped':
      return presentTyping(event.conversationId, event.user, event.type === 'typing.started');
    default:
      return [];
  }
}

/** All members’ devices, the sender’s own too; only the others are notified. */
function presentSent({ message, actor }: SentEvent): Delivery[] {
  const presented = presentMessage(message, actor);
  return [
    { frame: new DialectFrame('new_message', presented) },
    {
      frame: new DialectFrame('message_notification', presented),
      only: (connection) => connection.actor?.userId !== message.senderId,
    },
  ];
}

function presentTyping(conversationId: string, user: User, typing: boolean): Delivery[] {
  const payload = {
    conversation_id: conversationId,
    user_email: addressOf(user),
    user_name: user.displayName,
    typing,
  };
  return [{ frame: new DialectFrame('user_typing', payload) }];
}

/** The event carries no name, so it is told once that is read. */
async function tellRead({ core, tellConversation }: DialectHost, { conversation, member }: ReadEvent): Promise<void> {
  const reader = await core.store.users.find(member.userId);
  if (reader === undefined) return;
  const payload = presentRead(conversation.id, addressOf(reader), core.clock.now());
  tellConversation('direct', conversation.id, 'marked_as_read', payload);
}

function later({ core }: DialectHost, work: Promise<void>): void {
  work.catch((fault: unknown) => core.log.warn({ err: fault }, 'the dialect direct could not tell an event'));
}
