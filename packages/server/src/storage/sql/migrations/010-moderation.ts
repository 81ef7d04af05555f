import type { Capabilities } from '../../capabilities.ts';

/** Policies, cases under review, reports, and a trail that can only grow. */
export function moderation({ textType: text, database }: Capabilities): string[] {
  return [
    `alter table conversations add column moderation ${text}`,
    `alter table members add column silenced_until bigint`,
    `create index members_leaders on members (conversation_id, user_id) where role <> 'member'`,
    `create table moderation_cases (
      id ${text} primary key, message_id ${text} not null unique, conversation_id ${text} not null,
      author_id ${text} not null, author_known bigint not null, state ${text} not null, standing ${text} not null,
      action ${text}, thresholds ${text} not null, scores ${text} not null, engine ${text}, original ${text},
      mentions ${text}, media_id ${text}, reports bigint not null, decision ${text}, note ${text},
      decided_by ${text}, decided_at bigint, appeal ${text}, created_at bigint not null, updated_at bigint not null)`,
    `create index moderation_cases_queue on moderation_cases (conversation_id, state, created_at, id)`,
    `create index moderation_cases_all on moderation_cases (state, created_at, id)`,
    `create index moderation_cases_author on moderation_cases (author_id, created_at, id)`,
    `create index moderation_cases_media on moderation_cases (media_id) where media_id is not null`,
    `create index moderation_cases_originals on moderation_cases (updated_at) where original is not null`,
    `create table moderation_reports (
      message_id ${text} not null, reporter_id ${text} not null, reason ${text} not null, note ${text},
      created_at bigint not null, primary key (message_id, reporter_id))`,
    `create index moderation_reports_reporter on moderation_reports (reporter_id, created_at)`,
    `create table moderation_audit (
      id ${text} primary key, conversation_id ${text} not null, case_id ${text}, message_id ${text}, actor_id ${text},
      action ${text} not null, subject_id ${text}, before ${text} not null, after ${text} not null, note ${text},
      at bigint not null)`,
    `create index moderation_audit_conversation on moderation_audit (conversation_id, at, id)`,
    `create index moderation_audit_at on moderation_audit (at, id)`,
    ...(database === 'sqlite' ? sqliteGuard : postgresGuard),
  ];
}

const REFUSAL = 'The audit trail can only grow.';

const sqliteGuard = ['update', 'delete'].map(
  (change) =>
    `create trigger moderation_audit_no_${change} before ${change} on moderation_audit
     begin select raise(abort, '${REFUSAL}'); end`,
);

const postgresGuard = [
  `create function moderation_audit_grows() returns trigger language plpgsql as
   $$ begin raise exception '${REFUSAL}'; end $$`,
  `create trigger moderation_audit_kept before update or delete on moderation_audit
   for each row execute function moderation_audit_grows()`,
];
