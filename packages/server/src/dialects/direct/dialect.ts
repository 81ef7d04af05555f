import type { Dialect } from '../dialect.ts';
import { makeEdge } from './outbound.ts';
import { mountRest } from './rest.ts';
import { mountSocket } from './socket.ts';

/** Conversations of two, addressed by e-mail. */
export const direct: Dialect = {
  name: 'direct',
  opens: 'conversations addressed by e-mail; entering by e-mail and name, without a password, while PASSWORDLESS is on',
  mount(host) {
    mountRest(host);
    mountSocket(host);
    return makeEdge(host);
  },
};
