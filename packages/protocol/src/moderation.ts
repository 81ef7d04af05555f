import { type Static, Type } from 'typebox';
import { ModerationPolicy } from './moderation-policy.ts';
import { Message } from './objects.ts';

const Id = Type.String({ minLength: 1 });
const Time = Type.Integer({ minimum: 0, description: 'epoch milliseconds' });
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const ReportReason = Type.Union([
  Type.Literal('spam'),
  Type.Literal('harassment'),
  Type.Literal('hate'),
  Type.Literal('threat'),
  Type.Literal('sexual'),
  Type.Literal('self-harm'),
  Type.Literal('personal-data'),
  Type.Literal('illicit'),
  Type.Literal('other'),
]);

export const CaseState = Type.Union([
  Type.Literal('open'),
  Type.Literal('appealed'),
  Type.Literal('decided'),
  Type.Literal('closed'),
]);

/** How the message stands in its conversation. */
export const Standing = Type.Union([
  Type.Literal('shown'),
  Type.Literal('flagged'),
  Type.Literal('masked'),
  Type.Literal('held'),
  Type.Literal('removed'),
  Type.Literal('approved'),
]);

export const ModerationDecision = Type.Union([
  Type.Literal('approve'),
  Type.Literal('dismiss'),
  Type.Literal('mask'),
  Type.Literal('remove'),
]);

export const ModerationReport = Type.Object({
  reporter_id: Id,
  reason: ReportReason,
  note: nullable(Type.String()),
  created_at: Time,
});

export const Appeal = Type.Object({
  note: Type.String(),
  at: Time,
  outcome: nullable(Type.Union([Type.Literal('upheld'), Type.Literal('overturned')])),
  decided_at: nullable(Time),
});

/** All that is under review about one message. Who reviewed and who reported is told to reviewers alone. */
export const ModerationCase = Type.Object({
  id: Id,
  conversation_id: Id,
  message_id: Id,
  author_id: Id,
  state: CaseState,
  standing: Standing,
  action: nullable(Type.Union([Type.Literal('flag'), Type.Literal('mask'), Type.Literal('hold')])),
  categories: Type.Record(Type.String(), Type.Number(), { description: 'scores from 0 to 1' }),
  policy: nullable(ModerationPolicy),
  engine: nullable(Type.String()),
  message: nullable(Message),
  reports: Type.Array(ModerationReport, { description: 'where one case is asked for; to reviewers alone' }),
  report_count: Type.Integer({ minimum: 0, description: '0 for the author' }),
  decision: nullable(ModerationDecision),
  note: nullable(Type.String({ description: 'the reviewer’s words to the author' })),
  decided_by: nullable(Id),
  decided_at: nullable(Time),
  appeal: nullable(Appeal),
  created_at: Time,
  updated_at: Time,
});

/** What was done, by whom, to what. `actor_id` null: an engine, by the policy. */
export const AuditEntry = Type.Object({
  id: Id,
  conversation_id: Id,
  case_id: nullable(Id),
  message_id: nullable(Id),
  actor_id: nullable(Id),
  action: Type.String(),
  subject_id: nullable(Id),
  before: Type.Record(Type.String(), Type.Unknown()),
  after: Type.Record(Type.String(), Type.Unknown()),
  note: nullable(Type.String()),
  at: Time,
});

export type ReportReason = Static<typeof ReportReason>;
export type ModerationCase = Static<typeof ModerationCase>;
export type ModerationDecision = Static<typeof ModerationDecision>;
export type AuditEntry = Static<typeof AuditEntry>;
