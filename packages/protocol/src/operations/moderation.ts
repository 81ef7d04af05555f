import Type from 'typebox';
import { AuditEntry, CaseState, ModerationCase, ReportReason } from '../moderation.ts';
import { ModerationPolicy } from '../moderation-policy.ts';
import { Conversation, User } from '../objects.ts';
import { done, id, limit, nullable, time, token } from './inputs.ts';
import { operation } from './operation.ts';

const note = Type.String({ maxLength: 1000 });
const oneCase = { case_id: id };
const caseList = Type.Object({
  cases: Type.Array(ModerationCase),
  users: Type.Array(User),
  next_cursor: nullable(Type.String()),
});

/** Reports, what is under review, decisions, the trail they leave, and appeals. */
export const moderationOperations = {
  'moderation.policy': operation('PUT', '/v1/conversations/{conversation_id}/moderation', {
    summary: 'What a group or room does about which texts; null: what the installation says. Owners and admins only.',
    params: { conversation_id: id },
    body: { policy: nullable(ModerationPolicy) },
    result: Conversation,
  }),
  'messages.report': operation('POST', '/v1/messages/{message_id}/report', {
    summary: 'Report somebody else’s message to those who review its conversation. Once for each person and message.',
    params: { message_id: id },
    body: { reason: ReportReason, note: Type.Optional(note) },
    result: done,
  }),
  'moderation.queue': operation('GET', '/v1/moderation/cases', {
    summary:
      'Cases of a conversation I lead, the oldest first; without one, of all, for moderators of the installation.',
    query: {
      conversation_id: Type.Optional(id),
      state: Type.Optional(
        Type.Union([CaseState, Type.Literal('any')], { description: 'open and appealed by default' }),
      ),
      cursor: Type.Optional(token),
      limit: limit(100, 50),
    },
    result: caseList,
  }),
  'moderation.case': operation('GET', '/v1/moderation/cases/{case_id}', {
    summary: 'One case, for its reviewers and for the author of its message.',
    params: oneCase,
    result: Type.Object({ case: ModerationCase, users: Type.Array(User) }),
  }),
  'moderation.act': operation('POST', '/v1/moderation/cases/{case_id}/actions', {
    summary: 'Decide about the message (approve, dismiss, mask, remove), or act on its author (warn, mute, ban).',
    params: oneCase,
    body: {
      action: Type.Union([
        Type.Literal('approve'),
        Type.Literal('dismiss'),
        Type.Literal('mask'),
        Type.Literal('remove'),
        Type.Literal('warn'),
        Type.Literal('mute'),
        Type.Literal('ban'),
      ]),
      note: Type.Optional(note),
      until: Type.Optional(time),
    },
    result: ModerationCase,
  }),
  'moderation.appeal': operation('POST', '/v1/moderation/cases/{case_id}/appeal', {
    summary:
      'Object to what was decided about my message; once for each decision. Somebody else decides, where there is one.',
    params: oneCase,
    body: { note: Type.String({ minLength: 1, maxLength: 1000, pattern: '\\S' }) },
    result: ModerationCase,
  }),
  'moderation.mine': operation('GET', '/v1/moderation/mine', {
    summary: 'What was done about my own messages, the newest first.',
    query: { cursor: Type.Optional(token), limit: limit(100, 50) },
    result: caseList,
  }),
  'moderation.audit': operation('GET', '/v1/moderation/audit', {
    summary: 'Who did what, the newest first, for those who review the conversation. The trail can only grow.',
    query: { conversation_id: Type.Optional(id), cursor: Type.Optional(token), limit: limit(200, 100) },
    result: Type.Object({
      entries: Type.Array(AuditEntry),
      users: Type.Array(User),
      next_cursor: nullable(Type.String()),
    }),
  }),
};
