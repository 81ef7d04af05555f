import Type from 'typebox';
import type { Actor } from '../../core/actor.ts';
import type { CoreContext } from '../../core/context.ts';
import { directKeyOf } from '../../core/conversations/conversation.ts';
import { notFound } from '../../core/errors.ts';
import { presenceOfMany } from '../../core/presence/presence-of-many.ts';
import { setStatus } from '../../core/presence/set-status.ts';
import { setTyping } from '../../core/typing/typing.ts';
import type { DialectHost } from '../dialect.ts';
import { listContacts, statusesOf } from './contacts.ts';
import { fieldParser, hasField, id, optional, text } from './fields.ts';
import { LETSAPP } from './name.ts';
import { presentStatus } from './present.ts';
import { requireGroup } from './require-group.ts';
import type { OwnEvents } from './socket-identity.ts';

const parseTyping = fieldParser(Type.Object({ recipient_id: id }), '{ "recipient_id" }', {
  aliases: { recipient: 'recipient_id', receiver_id: 'recipient_id' },
});
const parseGroup = fieldParser(Type.Object({ group_id: id }), '{ "group_id" }');
const parseStatus = fieldParser(Type.Object({ status: text(100) }), '{ "status" }');
const parseUsers = fieldParser(
  Type.Object({ user_ids: optional(Type.Array(id, { maxItems: 500 })) }),
  '{ "user_ids": [user ids] }',
  { aliases: { users: 'user_ids' } },
);

export function mountPresenceEvents(host: DialectHost, events: OwnEvents): void {
  const { core } = host;
  // Every client may say that it is alive; the socket stays whose it was.
  host.on('heartbeat', { dialect: LETSAPP, cost: 'light', labels: false, handler: async () => ({ success: true }) });
  events.on('set_status', { form: '{ "status" }' }, async (actor, payload) => {
    const { status } = parseStatus(payload);
    // Being online is not a mood: it is what is shown where there is none.
    await setStatus(core, actor, { status: status === 'online' ? null : status });
    return { success: true, status };
  });
  events.on('get_contacts_status', {}, async (actor) => statusesOf(core, actor, await listContacts(core, actor)));
  events.on('get_users_status', { form: '{ "user_ids": [user ids] }' }, (actor, payload) =>
    // COMPAT(letsapp): the ids also come as a bare list; without any, the contacts are meant.
    findStatuses(core, actor, parseUsers(Array.isArray(payload) ? { user_ids: payload } : (payload ?? {})).user_ids),
  );
  mountTyping(core, events);
}

async function findStatuses(core: CoreContext, actor: Actor, userIds: readonly string[] | undefined) {
  if (userIds === undefined) return statusesOf(core, actor, await listContacts(core, actor));
  const presences = await presenceOfMany(core, actor, { userIds });
  const users = await core.store.users.findMany(presences.map((presence) => presence.userId));
  return users.map((user) =>
    presentStatus(
      user,
      presences.find((one) => one.userId === user.id),
    ),
  );
}

function mountTyping(core: CoreContext, events: OwnEvents): void {
  for (const [suffix, typing] of [
    ['start', true],
    ['stop', false],
  ] as const) {
    const accepts = (payload: unknown) => hasField(payload, ['recipient_id', 'recipient', 'receiver_id']);
    events.on(`typing_${suffix}`, { accepts, form: '{ "recipient_id" }', cost: 'light' }, async (actor, payload) => {
      const { recipient_id: recipient } = parseTyping(payload);
      const found = await core.store.conversations.findByDirectKey(directKeyOf(actor.userId, recipient));
      if (found === undefined) throw notFound('conversation with', recipient);
      await setTyping(core, actor, found.id, typing);
      return { success: true };
    });
    events.on(`group_typing_${suffix}`, { form: '{ "group_id" }', cost: 'light' }, async (actor, payload) => {
      const group = await requireGroup(core, actor, parseGroup(payload).group_id);
      await setTyping(core, actor, group.id, typing);
      return { success: true };
    });
  }
}
