import type { Dialect } from '../dialect.ts';
import { KnownConversations } from '../known-conversations.ts';
import { ClientIds } from './client-ids.ts';
import { openRoute, succeed } from './mount.ts';
import { LETSAPP } from './name.ts';
import { makeEdge } from './outbound.ts';
import { PresenceFollowers } from './presence-followers.ts';
import { RepeatGuard } from './repeat-guard.ts';
import { mountAi } from './rest-ai.ts';
import { mountAuth } from './rest-auth.ts';
import { mountCalls } from './rest-calls.ts';
import { mountContacts } from './rest-contacts.ts';
import { mountGroups } from './rest-groups.ts';
import { mountMedia } from './rest-media.ts';
import { mountMessages } from './rest-messages.ts';
import { mountUsers } from './rest-users.ts';
import { SlowTeller } from './slow-teller.ts';
import { mountCallEvents } from './socket-calls.ts';
import { OwnEvents } from './socket-identity.ts';
import { mountMessageEvents } from './socket-messages.ts';
import { mountPresenceEvents } from './socket-presence.ts';

/** Accounts, direct messages, groups, files, calls, contacts, and the assistant Leta. */
export const letsapp: Dialect = {
  name: LETSAPP,
  opens:
    '/auth/…, /api/{users,contacts,messages,groups,chat/ai,calls,media}, /ping and sockets, to accounts with a password',
  mount(host) {
    const { core } = host;
    const sending = {
      core,
      guard: new RepeatGuard(core.clock),
      clientIds: new ClientIds(core.clock),
      known: new KnownConversations(core),
    };
    const followers = new PresenceFollowers(core, host.hub);
    const events = new OwnEvents(host, followers);
    openRoute(host, { method: 'GET', url: '/ping' }, async () =>
      succeed({ status: 'healthy', message: 'pong', service: LETSAPP }),
    );
    mountAuth(host);
    mountUsers(host);
    mountContacts(host, followers);
    mountMessages(host, sending);
    mountGroups(host, sending);
    mountAi(host);
    mountCalls(host);
    mountMedia(host);
    mountMessageEvents(host, events, sending);
    mountPresenceEvents(host, events);
    mountCallEvents(host, events);
    host.onConnect((connection) => (connection.edge === LETSAPP ? followers.renew(connection) : undefined));
    host.onDisconnect((connection) => followers.forget(connection));
    return makeEdge(new SlowTeller(host), followers);
  },
};
