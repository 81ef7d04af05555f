import type { CoreContext } from '../context.ts';
import type { Content, Message } from '../messages/message.ts';
import type { Transaction } from '../store.ts';
import { reviewersOf } from './access.ts';
import { appendAudit } from './audit.ts';
import type { Judged } from './judge-content.ts';
import { maskText } from './mask-text.ts';
import type { ModerationCase, Standing } from './moderation-case.ts';
import { explain } from './reveal.ts';
import { MODERATION } from './withheld.ts';

const STANDINGS = { flag: 'flagged', mask: 'masked', hold: 'held' } as const satisfies Record<string, Standing>;

/** What the row of a judged message holds, and the case that keeps the rest. */
export interface Plan {
  change: Pick<Message, 'content' | 'mentions' | 'annotations'>;
  case: ModerationCase;
  /** The case as it was. */
  earlier: ModerationCase | undefined;
}

/**
 * Plans what a judgement does to a message. `said` has the message with all that its author wrote; a case that is there
 * already is opened again.
 */
export function planCase(
  core: Pick<CoreContext, 'ids' | 'clock'>,
  said: Message,
  judged: Judged,
  { authorKnown, earlier }: { authorKnown: boolean; earlier: ModerationCase | undefined },
): Plan {
  const standing = STANDINGS[judged.action];
  const now = core.clock.now();
  const one: ModerationCase = {
    ...freshCase(core, said, authorKnown),
    ...(earlier === undefined ? {} : { id: earlier.id, createdAt: earlier.createdAt, reports: earlier.reports }),
    standing,
    action: judged.action,
    thresholds: judged.thresholds,
    scores: judged.scores,
    engine: judged.engine,
    original: standing === 'flagged' && (earlier?.reports ?? 0) === 0 ? null : said.content,
    mentions: said.mentions,
    updatedAt: now,
  };
  return { change: standAs(said, one), case: one, earlier };
}

export function freshCase(
  core: Pick<CoreContext, 'ids' | 'clock'>,
  message: Message,
  authorKnown: boolean,
): ModerationCase {
  const now = core.clock.now();
  return {
    id: core.ids.next(),
    messageId: message.id,
    conversationId: message.conversationId,
    authorId: message.senderId,
    authorKnown,
    state: 'open',
    standing: 'shown',
    action: null,
    thresholds: {},
    scores: {},
    engine: null,
    original: null,
    mentions: [],
    mediaId: message.content !== null && 'mediaId' in message.content ? message.content.mediaId : null,
    reports: 0,
    decision: null,
    note: null,
    decidedBy: null,
    decidedAt: null,
    appeal: null,
    createdAt: now,
    updatedAt: now,
  };
}

/** What the row of a message holds that stands so. `said` has all that its author wrote. */
export function standAs(said: Message, one: ModerationCase): Plan['change'] {
  const { [MODERATION]: _, ...others } = said.annotations;
  switch (one.standing) {
    case 'held':
    case 'removed':
      // No more than the state: whoever may know more is shown it by `reveal.ts`.
      return { content: null, mentions: [], annotations: { ...others, [MODERATION]: { state: one.standing } } };
    case 'masked':
      return {
        content: maskContent(said.content, one),
        mentions: said.mentions,
        annotations: { ...others, [MODERATION]: explain(one) },
      };
    case 'flagged':
    case 'approved':
      return {
        content: said.content,
        mentions: said.mentions,
        annotations: { ...others, [MODERATION]: explain(one) },
      };
    case 'shown':
      return { content: said.content, mentions: said.mentions, annotations: others };
  }
}

function maskContent(content: Content | null, one: ModerationCase): Content | null {
  if (content?.text === undefined || content.type === 'system') return content;
  const reached = Object.keys(one.action === null ? one.scores : one.thresholds);
  return { ...content, text: maskText(content.text, reached as (keyof typeof one.scores)[]) };
}

/** Writes a case that an engine opened, or opened again, and tells both sides. `message` is as its row is now. */
export async function writeCase(core: CoreContext, tx: Transaction, plan: Plan, message: Message): Promise<void> {
  const { case: one, earlier } = plan;
  if (earlier === undefined) await tx.moderation.insertCase(one);
  else await tx.moderation.updateCase(one.id, one);
  await appendAudit(core, tx, {
    case: one,
    actorId: null,
    action: one.action ?? 'flag',
    before: { state: earlier?.state ?? null, standing: earlier?.standing ?? 'shown' },
    after: { state: one.state, standing: one.standing, scores: one.scores, engine: one.engine },
  });
  await tellCase(core, tx, one, message);
}

/** Tells a case to those who may review it, and to its author. */
export async function tellCase(
  core: CoreContext,
  tx: Transaction,
  one: ModerationCase,
  message: Message | null,
): Promise<void> {
  const reviewers = (await reviewersOf(core, tx, one.conversationId)).filter((id) => id !== one.authorId);
  if (reviewers.length > 0) {
    tx.emit({ type: 'moderation.updated', userIds: reviewers, view: { case: one, message, as: 'reviewer' } });
  }
  // A report alone is nothing that its subject is told.
  if (one.authorKnown && (one.action !== null || one.decidedAt !== null)) {
    tx.emit({ type: 'moderation.updated', userIds: [one.authorId], view: { case: one, message, as: 'author' } });
  }
}
