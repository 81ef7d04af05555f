import type { CoreContext } from '../context.ts';
import type { Conversation } from '../conversations/conversation.ts';
import type { Message } from '../messages/message.ts';
import type { Transaction } from '../store.ts';
import { type Judged, judgeContent } from './judge-content.ts';
import type { ModerationCase } from './moderation-case.ts';
import { planCase, standAs, tellCase, writeCase } from './write-case.ts';

interface Edit {
  /** As its row is. */
  before: Message;
  /** With all that its author writes now. */
  next: Message;
  conversation: Conversation;
  earlier: ModerationCase | undefined;
}

type EditChange = Pick<Message, 'content' | 'mentions' | 'annotations' | 'rev' | 'editedAt'>;

/**
 * What the row of a message holds after an edit, which is judged like a new message. What is kept back for review stays
 * kept back, with its new words: an edit is no way around a reviewer. Throws `content_refused` like a send.
 */
export async function judgeEdit(core: CoreContext, tx: Transaction, edit: Edit): Promise<EditChange> {
  const { next, conversation, earlier } = edit;
  const { rev, editedAt } = next;
  if (next.content === null) throw new Error('An edit has content.');
  const judged = judgeContent(core, conversation, next.content);
  if (earlier?.standing === 'held') return { ...(await keepHeld(core, tx, next, earlier, judged)), rev, editedAt };
  if (judged !== undefined) {
    const known = earlier ?? (await tx.moderation.findCaseOf(next.id));
    const plan = planCase(core, next, judged, { authorKnown: known?.authorKnown ?? true, earlier: known });
    if (plan.case.standing === 'held') await tx.conversations.removeMentions(next.conversationId, next.seq);
    await writeCase(core, tx, plan, { ...next, ...plan.change });
    return { ...plan.change, rev, editedAt };
  }
  if (earlier !== undefined) await settle(core, tx, next, earlier);
  const shown = standAs(next, { ...(earlier as ModerationCase), standing: 'shown' });
  return { ...shown, rev, editedAt };
}

async function keepHeld(
  core: CoreContext,
  tx: Transaction,
  next: Message,
  earlier: ModerationCase,
  judged: Judged | undefined,
): Promise<Pick<Message, 'content' | 'mentions' | 'annotations'>> {
  const scores = judged?.scores ?? {};
  const held: ModerationCase = { ...earlier, scores, original: next.content, updatedAt: core.clock.now() };
  await tx.moderation.updateCase(earlier.id, held);
  const change = standAs(next, held);
  await tellCase(core, tx, held, { ...next, ...change });
  return change;
}

/** The new words are harmless: what the engine objected to is settled, unless people reported the message. */
async function settle(core: CoreContext, tx: Transaction, next: Message, earlier: ModerationCase): Promise<void> {
  const isReported = earlier.reports > 0 && earlier.state !== 'decided';
  const settled: ModerationCase = {
    ...earlier,
    standing: 'shown',
    state: isReported ? earlier.state : 'closed',
    action: null,
    thresholds: {},
    scores: {},
    original: isReported ? next.content : null,
    updatedAt: core.clock.now(),
  };
  await tx.moderation.updateCase(earlier.id, settled);
  await tellCase(core, tx, settled, next);
}
