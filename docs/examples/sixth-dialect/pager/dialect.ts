import type { Dialect } from '../dialect.ts';
import { edge } from './outbound.ts';
import { mountRest } from './rest.ts';
import { mountSocket } from './socket.ts';

export const pager: Dialect = {
  name: 'pager',
  opens: 'short notes from person to person, for those who have an account',
  mount(host) {
    mountRest(host);
    mountSocket(host);
    return edge;
  },
};
