import { actOnAuthor } from '../../../core/moderation/act-on-author.ts';
import { appealCase } from '../../../core/moderation/appeal-case.ts';
import { decideCase } from '../../../core/moderation/decide-case.ts';
import { reportMessage } from '../../../core/moderation/report-message.ts';
import { type CaseList, getCase, listAudit, listOwnCases, listQueue } from '../../../core/moderation/review-queue.ts';
import { setPolicy } from '../../../core/moderation/set-policy.ts';
import { encodeCursor, parseCursor } from '../cursors.ts';
import { done, type Handlers } from '../handler.ts';
import { presentConversation, presentUser } from '../present.ts';
import { presentAudit, presentCase } from '../present-moderation.ts';

type ModerationOperation =
  | 'moderation.policy'
  | 'messages.report'
  | 'moderation.queue'
  | 'moderation.case'
  | 'moderation.act'
  | 'moderation.appeal'
  | 'moderation.mine'
  | 'moderation.audit';

const ALL_STATES = ['open', 'appealed', 'decided', 'closed'] as const;

const presentList = (list: CaseList) => ({
  cases: list.views.map(presentCase),
  users: list.users.map(presentUser),
  next_cursor: encodeCursor(list.next),
});

export const moderationHandlers: Handlers<ModerationOperation> = {
  'moderation.policy': async ({ core }, actor, input) =>
    presentConversation(await setPolicy(core, actor, input.conversation_id, input.policy), null, []),
  'messages.report': async ({ core }, actor, input) => {
    const { message_id: messageId, reason, note = null } = input;
    await reportMessage(core, actor, { messageId, reason, note });
    return done;
  },
  'moderation.queue': async ({ core }, actor, input) => {
    const { state } = input;
    const states = state === undefined ? (['open', 'appealed'] as const) : state === 'any' ? ALL_STATES : [state];
    const conversationId = input.conversation_id ?? null;
    const page = { after: parseCursor(input.cursor), limit: input.limit ?? 50 };
    return presentList(await listQueue(core, actor, { conversationId, states, ...page }));
  },
  'moderation.case': async ({ core }, actor, input) => {
    const { view, users } = await getCase(core, actor, input.case_id);
    return { case: presentCase(view), users: users.map(presentUser) };
  },
  'moderation.act': async ({ core }, actor, input) => {
    const { case_id: caseId, action, note = null } = input;
    if (action === 'warn' || action === 'mute' || action === 'ban') {
      return presentCase(await actOnAuthor(core, actor, { caseId, action, note, until: input.until ?? null }));
    }
    return presentCase(await decideCase(core, actor, { caseId, decision: action, note }));
  },
  'moderation.appeal': async ({ core }, actor, input) =>
    presentCase(await appealCase(core, actor, { caseId: input.case_id, note: input.note })),
  'moderation.mine': async ({ core }, actor, input) =>
    presentList(await listOwnCases(core, actor, parseCursor(input.cursor), input.limit ?? 50)),
  'moderation.audit': async ({ core }, actor, input) => {
    const conversationId = input.conversation_id ?? null;
    const before = parseCursor(input.cursor);
    const list = await listAudit(core, actor, { conversationId, before, limit: input.limit ?? 100 });
    return {
      entries: list.entries.map(presentAudit),
      users: list.users.map(presentUser),
      next_cursor: encodeCursor(list.next),
    };
  },
};
