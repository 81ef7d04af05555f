import type { Capabilities } from '../../capabilities.ts';

/** Users, sessions, conversations, members, messages, and the outbox. */
export function initial({ textType: text }: Capabilities): string[] {
  return [
    `create table users (
      id ${text} primary key, user_name ${text}, user_name_key ${text} unique, email ${text}, email_key ${text} unique,
      display_name ${text} not null, display_name_key ${text} not null, avatar_url ${text}, bio ${text},
      language ${text}, kind ${text} not null, password_hash ${text}, external_key ${text} unique, status ${text},
      settings ${text} not null, created_at bigint not null, last_seen_at bigint, gpos bigint not null,
      blocks_gpos bigint not null default 0)`,
    `create index users_display_name on users (display_name_key)`,
    `create index users_gpos on users (gpos)`,
    `create table acknowledgements (user_id ${text} primary key, gpos bigint not null)`,
    `create table blocks (
      user_id ${text} not null, blocked_id ${text} not null, created_at bigint not null,
      primary key (user_id, blocked_id))`,
    `create index blocks_blocked on blocks (blocked_id)`,
    `create table sessions (
      id ${text} primary key, user_id ${text} not null, device ${text}, refresh_hash ${text} not null unique,
      previous_refresh_hash ${text}, created_at bigint not null, last_used_at bigint not null,
      expires_at bigint not null, ended_at bigint)`,
    `create index sessions_user on sessions (user_id)`,
    `create index sessions_previous on sessions (previous_refresh_hash)`,
    `create table conversations (
      id ${text} primary key, kind ${text} not null, name ${text}, name_key ${text}, slug ${text} unique,
      topic ${text}, avatar_url ${text}, direct_key ${text} unique, created_by ${text}, created_at bigint not null,
      archived_at bigint, member_count bigint not null, pos bigint not null, last_pos bigint not null,
      last_seq bigint not null, gpos bigint not null, active_at bigint not null)`,
    `create index conversations_kind_name on conversations (kind, name_key, id)`,
    `create table members (
      conversation_id ${text} not null, user_id ${text} not null, role ${text} not null, state ${text} not null,
      joined_at bigint not null, pos bigint not null, gpos bigint not null, read_seq bigint not null, shown_read_seq bigint not null,
      delivered_seq bigint not null, marked_unread bigint not null, muted_until bigint, pinned_at bigint,
      archived_at bigint, primary key (conversation_id, user_id))`,
    `create index members_user on members (user_id, state, conversation_id)`,
    `create index members_pos on members (conversation_id, pos)`,
    `create index members_gpos on members (conversation_id, gpos)`,
    `create table invites (
      code ${text} primary key, conversation_id ${text} not null, created_by ${text} not null,
      expires_at bigint not null, uses_left bigint)`,
    `create table messages (
      id ${text} primary key, conversation_id ${text} not null, seq bigint not null, pos bigint not null,
      gpos bigint not null, sent_gpos bigint not null, rev bigint not null, sender_id ${text} not null,
      client_id ${text}, body_hash ${text} not null, content ${text}, search_text ${text}, reply_to ${text},
      thread_id ${text}, reply_count bigint not null, mentions ${text}, reactions ${text}, forwarded_from ${text},
      annotations ${text}, created_at bigint not null, edited_at bigint, deleted_at bigint, pinned_at bigint,
      pinned_by ${text})`,
    `create unique index messages_seq on messages (conversation_id, seq)`,
    `create unique index messages_client on messages (sender_id, client_id)`,
    `create index messages_pos on messages (conversation_id, pos)`,
    `create index messages_gpos on messages (conversation_id, gpos)`,
    `create index messages_thread on messages (thread_id, seq) where thread_id is not null`,
    `create index messages_pinned on messages (conversation_id, pinned_at) where pinned_at is not null`,
    `create table edits (
      message_id ${text} not null, rev bigint not null, content ${text} not null, edited_at bigint not null,
      primary key (message_id, rev))`,
    `create table reactions (
      message_id ${text} not null, user_id ${text} not null, emoji ${text} not null, created_at bigint not null,
      primary key (message_id, emoji, user_id))`,
    `create table hidden (
      user_id ${text} not null, message_id ${text} not null, conversation_id ${text} not null, gpos bigint not null,
      hidden_at bigint not null, primary key (user_id, message_id))`,
    `create index hidden_gpos on hidden (user_id, conversation_id, gpos)`,
    `create table mentions (
      user_id ${text} not null, conversation_id ${text} not null, seq bigint not null,
      primary key (user_id, conversation_id, seq))`,
    `create table answers (
      user_id ${text} not null, key ${text} not null, request_hash ${text} not null, result ${text} not null,
      expires_at bigint not null, primary key (user_id, key))`,
    `create table jobs (
      id ${text} primary key, kind ${text} not null, payload ${text} not null, priority bigint not null,
      run_at bigint not null, attempts bigint not null, state ${text} not null, locked_until bigint,
      error ${text}, created_at bigint not null)`,
    `create index jobs_due on jobs (state, priority, run_at)`,
  ];
}
