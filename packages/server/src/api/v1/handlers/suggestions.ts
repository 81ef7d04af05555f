import { catchUp } from '../../../core/suggestions/catch-up.ts';
import type { Point } from '../../../core/suggestions/digest.ts';
import { suggestReplies } from '../../../core/suggestions/suggest-replies.ts';
import type { Handlers } from '../handler.ts';
import { presentUser } from '../present.ts';

const presentPoint = ({ messageId, seq, senderId, text }: Point) => ({
  message_id: messageId,
  seq,
  sender_id: senderId,
  text,
});

export const suggestionHandlers: Handlers<'conversations.suggest_replies' | 'conversations.catch_up'> = {
  'conversations.suggest_replies': async ({ core }, actor, input) => {
    const { messageId, replies, engine, reason } = await suggestReplies(core, actor, input.conversation_id);
    return { message_id: messageId, replies, engine, reason };
  },
  'conversations.catch_up': async ({ core }, actor, input) => {
    const found = await catchUp(core, actor, input.conversation_id);
    return {
      from_seq: found.fromSeq,
      to_seq: found.toSeq,
      message_count: found.messageCount,
      complete: found.complete,
      engine: found.engine,
      summary: found.summary,
      reason: found.reason,
      highlights: found.highlights.map(presentPoint),
      mentions: found.mentions.map(presentPoint),
      questions: found.questions.map(presentPoint),
      links: found.links.map(({ url, messageId }) => ({ url, message_id: messageId })),
      users: found.users.map(presentUser),
    };
  },
};
