import type { Message } from '../messages/message.ts';
import type { Reader, Transaction } from '../store.ts';
import type { ModerationCase } from './moderation-case.ts';
import { isWithheld, MODERATION, noteOf, type Reveal, veil } from './withheld.ts';

const HOW_TO_APPEAL = 'The author may appeal once, with moderation.appeal and this case_id.';

/** For an event: who may see more of the message than its row says, and what. */
export async function findReveal(tx: Transaction, message: Message): Promise<Reveal | undefined> {
  if (!isWithheld(message)) return undefined;
  const one = await tx.moderation.findCaseOf(message.id);
  if (one === undefined) return undefined;
  const revealed = reveal(message, one);
  const userIds = new Set(await tx.conversations.leaderIds(message.conversationId));
  if (one.authorKnown) userIds.add(one.authorId);
  return { message: revealed, userIds: [...userIds] };
}

/**
 * Messages as this person may see them: what is kept back is there for its author and for the owners and admins of its
 * conversation, with the reasons; for everybody else it stays empty. Costs nothing where nothing is kept back.
 */
export async function revealTo(
  reader: Pick<Reader, 'moderation' | 'conversations'>,
  userId: string,
  messages: readonly Message[],
): Promise<Message[]> {
  const withheld = messages.filter(isWithheld);
  if (withheld.length === 0) return [...messages];
  const found = await reader.moderation.findCasesOf(withheld.map((message) => message.id));
  const cases = new Map(found.map((one) => [one.messageId, one]));
  const led = new Map<string, boolean>();
  const shown: Message[] = [];
  for (const message of messages) {
    const one = isWithheld(message) ? cases.get(message.id) : undefined;
    const may = one !== undefined && ((one.authorKnown && one.authorId === userId) || (await leads(message)));
    shown.push(one !== undefined && may ? reveal(message, one) : veil(message));
  }
  return shown;

  async function leads({ conversationId }: Message): Promise<boolean> {
    let answer = led.get(conversationId);
    if (answer === undefined) {
      const member = await reader.conversations.findMember(conversationId, userId);
      answer = member?.state === 'active' && member.role !== 'member';
      led.set(conversationId, answer);
    }
    return answer;
  }
}

/** Like `revealTo`, for one message. */
export async function revealOne(
  reader: Pick<Reader, 'moderation' | 'conversations'>,
  userId: string,
  message: Message,
): Promise<Message> {
  if (!isWithheld(message)) return message;
  return (await revealTo(reader, userId, [message]))[0] ?? message;
}

/** What was removed stays away from everybody in the conversation; why, its author and the reviewers see. */
function reveal(message: Message, one: ModerationCase): Message {
  const annotations = { ...message.annotations, [MODERATION]: { ...noteOf(message), ...explain(one) } };
  if (one.standing !== 'held') {
    // What was said in a recording is as much away as the recording.
    const { transcript: removed, ...others } = annotations as Record<string, unknown>;
    return { ...message, annotations: others };
  }
  // Nobody is told of a mention before the message is shown, so it carries none.
  return { ...message, content: one.original, annotations };
}

/** Why a message stands as it does, and what its author can do about it. */
export function explain(one: ModerationCase): Record<string, unknown> {
  const { action, thresholds } = one;
  return {
    state: one.standing,
    case_id: one.id,
    categories: one.scores,
    policy: action === null ? null : { action, thresholds },
    engine: one.engine,
    decision: one.decision,
    note: one.note,
    appeal: one.appeal === null ? HOW_TO_APPEAL : (one.appeal.outcome ?? 'pending'),
  };
}
