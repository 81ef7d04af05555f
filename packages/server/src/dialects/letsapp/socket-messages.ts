import Type from 'typebox';
import { notFound } from '../../core/errors.ts';
import { requireMessage } from '../../core/messages/access.ts';
import type { Sent } from '../../core/messages/send-message.ts';
import { markDeliveredUpTo } from '../../core/receipts/mark-delivered.ts';
import { markRead } from '../../core/receipts/mark-read.ts';
import { maySeeUser } from '../../core/users/may-see-user.ts';
import type { DialectHost } from '../dialect.ts';
import { fieldParser, hasField, id } from './fields.ts';
import { nameOf, toTime } from './present.ts';
import { requireGroup } from './require-group.ts';
import { presentSent } from './rest-messages.ts';
import { messageAliases, messageBody, type Sending, sendToGroup, sendToPerson } from './send.ts';
import type { OwnEvents } from './socket-identity.ts';

const TO_PERSON = '{ "recipient", "content", "message_type"?, "attachment"? }';
const TO_GROUP = '{ "group_id", "content", "message_type"?, "attachment"? }';

const parseToPerson = fieldParser(Type.Object({ recipient: id, ...messageBody }), TO_PERSON, {
  aliases: messageAliases,
});
const parseToGroup = fieldParser(Type.Object({ group_id: id, ...messageBody }), TO_GROUP, { aliases: messageAliases });
const parseRecipient = fieldParser(Type.Object({ recipient: id }), '{ "recipient" }', { aliases: messageAliases });
const parseGroup = fieldParser(Type.Object({ group_id: id }), '{ "group_id" }');
const parseMessage = fieldParser(Type.Object({ message_id: id }), '{ "message_id" }', {
  aliases: { id: 'message_id' },
});

const personKeys = ['recipient', 'recipient_id', 'receiver', 'receiver_id'];

export function mountMessageEvents(host: DialectHost, events: OwnEvents, sending: Sending): void {
  const accepts = (payload: unknown) => hasField(payload, [...personKeys, 'group_id']);
  events.on(
    'send_message',
    { accepts, form: `${TO_PERSON} or ${TO_GROUP}`, overlaps: true },
    async (actor, payload, { id: connectionId }, handOver) => {
      const outgoing = { actor, connectionId, handOver, ...sending };
      // COMPAT(letsapp): a group is addressed by either event.
      if (!hasField(payload, personKeys)) {
        const { group_id: groupId, ...body } = parseToGroup(payload);
        return acknowledge(await sendToGroup(outgoing, groupId, body));
      }
      const { recipient, ...body } = parseToPerson(payload);
      return acknowledge(await sendToPerson(outgoing, recipient, body));
    },
  );
  events.on(
    'send_group_message',
    { form: TO_GROUP, overlaps: true },
    async (actor, payload, { id: connectionId }, handOver) => {
      const { group_id: groupId, ...body } = parseToGroup(payload);
      return acknowledge(await sendToGroup({ actor, connectionId, handOver, ...sending }, groupId, body));
    },
  );
  mountDoors(host, events);
  mountReceipts(host, events);
}

function acknowledge(sent: Sent) {
  const { message } = sent;
  return {
    status: 'success',
    success: true,
    message_id: message.id,
    timestamp: toTime(message.createdAt),
    data: presentSent(sent),
  };
}

/** Opening and closing a chat on screen. Who hears what follows from membership, so these only say how it went. */
function mountDoors(host: DialectHost, events: OwnEvents): void {
  const { core } = host;
  for (const [name, verb] of [
    ['join', 'Joined'],
    ['leave', 'Left'],
  ] as const) {
    const accepts = (payload: unknown) => hasField(payload, personKeys);
    events.on(name, { accepts, form: '{ "recipient" }', cost: 'light' }, async (actor, payload, connection) => {
      const { recipient } = parseRecipient(payload);
      const user = await core.store.users.find(recipient);
      if (user === undefined || !(await maySeeUser(core, actor.userId, user))) throw notFound('user', recipient);
      const message = `${verb} the chat with ${nameOf(user)}`;
      host.tell(connection, 'status', { message });
      return { status: 'success', success: true, message };
    });
    events.on(`${name}_group`, { form: '{ "group_id" }', cost: 'light' }, async (actor, payload, connection) => {
      const group = await requireGroup(core, actor, parseGroup(payload).group_id);
      const message = `${verb} the group ${group.name ?? group.id}`;
      host.tell(connection, 'status', { message });
      return { status: 'success', success: true, message };
    });
  }
}

/** COMPAT(letsapp): clients say in several words that a message was received or read. */
function mountReceipts({ core }: DialectHost, events: OwnEvents): void {
  const accepts = (payload: unknown) => hasField(payload, ['message_id']);
  const event = { accepts, form: '{ "message_id" }' };
  for (const name of ['message_read', 'mark_read', 'mark_as_read']) {
    events.on(name, event, async (actor, payload) => {
      const { message } = await requireMessage(core.store, actor, parseMessage(payload).message_id);
      await markRead(core, actor, message.conversationId, message.seq);
      return { status: 'success', success: true };
    });
  }
  for (const name of ['message_delivered', 'mark_delivered']) {
    events.on(name, event, async (actor, payload) => {
      const { message } = await requireMessage(core.store, actor, parseMessage(payload).message_id);
      await markDeliveredUpTo(core, actor, message.conversationId, message.seq);
      return { status: 'success', success: true };
    });
  }
}
