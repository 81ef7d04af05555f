import type { CoreContext } from '../../context.ts';
import type { Conversation } from '../../conversations/conversation.ts';
import type { Message } from '../../messages/message.ts';
import type { AiImage } from '../../ports/ai-provider.ts';
import type { AnswerOrder } from '../answer-job.ts';
import type { Assistant } from '../assistants.ts';
import type { Exchange } from '../compose-answer.ts';
import { fitContext } from './fit-context.ts';
import { readImage } from './read-image.ts';
import { readMessages, toTurns } from './read-turns.ts';
import { toPrompt } from './to-prompt.ts';

interface Asked {
  order: AnswerOrder;
  assistant: Assistant;
  conversation: Conversation;
  question: Message;
}

/** All that an answer is made of: what the asking person sees of the conversation, and nothing else. */
export async function readExchange(
  core: CoreContext,
  { order, assistant, conversation, question }: Asked,
): Promise<Omit<Exchange, 'signal'>> {
  const { askerId, conversationId, assistantId, awaited } = order;
  const shared = conversation.kind === 'group' || conversation.kind === 'room';
  const asker = await core.store.users.find(askerId);
  const said = await readMessages(core, askerId, question);
  const turns = await toTurns(core, [...said, question], { assistantId, shared });
  return {
    assistant,
    userId: askerId,
    asker: [asker?.userName ?? '', asker?.displayName ?? ''],
    turns,
    forModel: async () => {
      const talk = { conversationId, userId: askerId, assistantId, readAt: conversation.lastPos };
      const fitted = await fitContext(core, { ...talk, turns: turns.slice(0, -1) });
      const all = [...fitted.turns, ...turns.slice(-1)].map(({ seq: _, ...turn }) => turn);
      return toPrompt({ assistant, digest: fitted.digest, turns: all, shared });
    },
    readImage: () => findImage(core, question, askerId),
    awaited,
  };
}

/** The picture of the question, or the one that the question replies to. */
async function findImage(core: CoreContext, question: Message, askerId: string): Promise<AiImage | undefined> {
  if (question.content?.type === 'image') return readImage(core, question.content.mediaId);
  if (question.replyTo === null) return undefined;
  const about = await core.store.messages.find(question.replyTo);
  if (about?.content?.type !== 'image' || about.conversationId !== question.conversationId) return undefined;
  const hidden = await core.store.messages.hiddenAmong(askerId, [about.id]);
  return hidden.has(about.id) ? undefined : readImage(core, about.content.mediaId);
}
