import type { Dialect } from '../dialect.ts';
import { KnownConversations } from '../known-conversations.ts';
import { KnownAddresses } from './known-addresses.ts';
import { makeEdge } from './outbound.ts';
import { mountRest } from './rest.ts';
import { mountSocket } from './socket.ts';

/** Conversations of two, addressed by e-mail. */
export const direct: Dialect = {
  name: 'direct',
  opens:
    'conversations addressed by e-mail; entering by e-mail and name, without a password, while PASSWORDLESS allows it',
  mount(host) {
    const { core } = host;
    const sending = { core, known: new KnownConversations(core), addresses: new KnownAddresses() };
    mountRest(host, sending);
    mountSocket(host, sending);
    return makeEdge(host, sending.addresses);
  },
};
