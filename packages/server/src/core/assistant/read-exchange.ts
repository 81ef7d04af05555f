import type { CoreContext } from '../context.ts';
import type { Message } from '../messages/message.ts';
import type { AiImage } from '../ports/ai-provider.ts';
import type { AnswerOrder } from './answer-job.ts';
import type { Assistant } from './assistants.ts';
import type { Exchange } from './compose-answer.ts';
import { readImage } from './read-image.ts';
import { readMessages, toTurns } from './read-turns.ts';
import { toPrompt } from './to-prompt.ts';

interface Asked {
  order: AnswerOrder;
  assistant: Assistant;
  question: Message;
}

/** All that an answer is made of: what the asking person sees of the conversation, and nothing else. */
export async function readExchange(
  core: CoreContext,
  { order, assistant, question }: Asked,
): Promise<Omit<Exchange, 'signal'>> {
  const { askerId, awaited } = order;
  const conversation = await core.store.conversations.find(order.conversationId);
  const shared = conversation?.kind === 'group' || conversation?.kind === 'room';
  const turns = toTurns(await readMessages(core, askerId, question), assistant.id);
  return {
    assistant,
    userId: askerId,
    turns,
    forModel: async () => toPrompt({ assistant, digest: null, turns: turns.slice(-40), shared }),
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
