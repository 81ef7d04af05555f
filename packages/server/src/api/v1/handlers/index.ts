import type { OperationId } from '@parlance/protocol';
import type { Handlers } from '../handler.ts';
import { accountHandlers } from './accounts.ts';
import { aiHandlers } from './ai.ts';
import { conversationHandlers } from './conversations.ts';
import { jobHandlers } from './jobs.ts';
import { mediaHandlers } from './media.ts';
import { messageHandlers } from './messages.ts';
import { moderationHandlers } from './moderation.ts';
import { streamHandlers } from './streams.ts';
import { suggestionHandlers } from './suggestions.ts';

/** One handler for every operation of the protocol; one that is missing does not compile. */
export const handlers: Handlers<OperationId> = {
  ...accountHandlers,
  ...aiHandlers,
  ...conversationHandlers,
  ...messageHandlers,
  ...mediaHandlers,
  ...jobHandlers,
  ...suggestionHandlers,
  ...moderationHandlers,
  ...streamHandlers,
};
