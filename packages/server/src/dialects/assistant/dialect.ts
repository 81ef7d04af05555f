import type { Dialect } from '../dialect.ts';
import { mountAccounts } from './rest-accounts.ts';
import { mountChats } from './rest-chats.ts';
import { mountMessages } from './rest-messages.ts';

/** Chats of one person with the assistant, over REST alone: its clients hear no events. */
export const assistant: Dialect = {
  name: 'assistant',
  opens:
    'chats with the assistant for accounts with a password; single questions without an account while PASSWORDLESS allows it',
  mount(host) {
    mountAccounts(host);
    mountChats(host);
    mountMessages(host);
    return { name: 'assistant', present: () => [] };
  },
};
