import type { CoreContext } from '../context.ts';
import { changeMessage } from '../messages/change-message.ts';
import type { Message } from '../messages/message.ts';
import type { ModerationScore } from '../ports/moderator.ts';
import type { Transaction } from '../store.ts';
import { joinScores, toCategoryScores } from './categories.ts';
import { markOf } from './mark.ts';
import type { ModerationCase, Standing } from './moderation-case.ts';
import { judge, policyOf } from './policy.ts';
import { scoreCategories } from './score-by-words.ts';
import { changeStanding, saidIn } from './stand.ts';
import { planCase, writeCase } from './write-case.ts';

const STRENGTH: Record<Standing, number> = { approved: 9, shown: 0, flagged: 1, masked: 2, held: 3, removed: 9 };

/**
 * Keeps what an outside service says about a message: a mark that is higher than the one it carries, and what the policy
 * of its conversation asks for beyond what was done. Too late to refuse: `block` holds. Doing so twice changes nothing.
 * `rev` is the version the service has seen; a later one is judged by itself. Answers the message as it is then.
 */
export async function recordScores(
  core: CoreContext,
  tx: Transaction,
  { messageId, rev, found, engine }: { messageId: string; rev: number; found: ModerationScore; engine: string },
): Promise<Message | undefined> {
  const message = await tx.messages.find(messageId);
  if (message === undefined || message.deletedAt !== null || message.rev !== rev) return message;
  const marked = await raiseMark(core, tx, message, found);
  const conversation = await tx.conversations.find(message.conversationId);
  const policy = conversation === undefined ? null : policyOf(core.settings, conversation);
  if (policy === null) return marked;
  const earlier = await tx.moderation.findCaseOf(message.id);
  const said = saidIn(marked, earlier);
  const scores = joinScores(toCategoryScores(found.categories), scoreCategories(said.content?.text ?? ''));
  const judgement = judge(policy, scores);
  if (judgement === undefined) return marked;
  const action = judgement.action === 'block' ? 'hold' : judgement.action;
  const author = await tx.users.find(message.senderId);
  const plan = planCase(
    core,
    said,
    { ...judgement, action, scores, engine },
    { authorKnown: author?.kind !== 'bot', earlier },
  );
  if (STRENGTH[plan.case.standing] <= strengthOf(earlier)) return marked;
  await writeCase(core, tx, plan, marked);
  return changeStanding(core, tx, marked, { earlier, now: plan.case });
}

function strengthOf(one: ModerationCase | undefined): number {
  if (one === undefined) return 0;
  // A person has decided: an engine does not overrule that.
  return one.state === 'decided' ? STRENGTH.approved : STRENGTH[one.standing];
}

/** The mark by which clients of rooms show a message as flagged. */
async function raiseMark(
  core: CoreContext,
  tx: Transaction,
  message: Message,
  { score }: ModerationScore,
): Promise<Message> {
  if (message.content === null || score <= markOf(message, core.settings.toxicityThreshold).toxicityScore)
    return message;
  const mark = { isFlagged: score >= core.settings.toxicityThreshold, toxicityScore: score };
  const annotations = { ...message.annotations, ...mark };
  return changeMessage(core, tx, { userId: message.senderId }, message, { annotations }, 'message.annotated');
}
