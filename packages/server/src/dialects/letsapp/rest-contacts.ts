import Type from 'typebox';
import type { DialectHost } from '../dialect.ts';
import { addContact, listContacts, removeContact, statusesOf } from './contacts.ts';
import { fieldParser, optional, text } from './fields.ts';
import { ownRoute, param, succeed } from './mount.ts';
import type { PresenceFollowers } from './presence-followers.ts';
import { presentPerson } from './present.ts';

const parseContact = fieldParser(
  Type.Object({ user_id: optional(text(64)), email: optional(text(254)), username: optional(text(64)) }),
  '{ "user_id" }, { "email" } or { "username" }',
  { aliases: { contact_id: 'user_id', id: 'user_id' } },
);

export function mountContacts(host: DialectHost, followers: PresenceFollowers): void {
  ownRoute(host, { method: 'GET', url: '/api/contacts' }, async ({ actor }) => {
    const contacts = await statusesOf(host.core, actor, await listContacts(host.core, actor));
    return succeed({ contacts, data: contacts });
  });
  ownRoute(host, { method: 'POST', url: '/api/contacts' }, async ({ actor, body }) => {
    const contact = await addContact(host.core, actor, parseContact(body));
    await followers.renewFor(actor.userId);
    return succeed({ message: 'Contact added', contact: presentPerson(contact) }, 201);
  });
  ownRoute(host, { method: 'DELETE', url: '/api/contacts/:user_id' }, async (request) => {
    await removeContact(host.core, request.actor, param(request, 'user_id'));
    await followers.renewFor(request.actor.userId);
    return succeed({ message: 'Contact removed' });
  });
}
