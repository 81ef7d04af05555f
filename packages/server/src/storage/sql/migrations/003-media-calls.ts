import type { Capabilities } from '../../capabilities.ts';

/** Files, calls, and people’s own keys for AI providers. */
export function mediaAndCalls({ textType: text }: Capabilities): string[] {
  return [
    `create table media (
      id ${text} primary key, owner_id ${text} not null, purpose ${text} not null, type ${text} not null,
      kind ${text} not null, bytes bigint not null, sha256 ${text} not null, file_name ${text},
      created_at bigint not null)`,
    `create index media_owner on media (owner_id, created_at)`,
    `create table media_places (
      media_id ${text} not null, conversation_id ${text} not null, uses bigint not null,
      primary key (media_id, conversation_id))`,
    `create table calls (
      id ${text} primary key, conversation_id ${text} not null, caller_id ${text} not null, callee_id ${text} not null,
      type ${text} not null, state ${text} not null, started_at bigint not null, answered_at bigint, ended_at bigint)`,
    `create index calls_caller on calls (caller_id, started_at)`,
    `create index calls_callee on calls (callee_id, started_at)`,
    `create index calls_ringing on calls (started_at) where state = 'ringing'`,
    `create table api_keys (
      user_id ${text} not null, provider ${text} not null, sealed ${text} not null, last_four ${text} not null,
      updated_at bigint not null, primary key (user_id, provider))`,
  ];
}
