/** The tables as the query builder sees them. Flags are 0 or 1, times epoch milliseconds, JSON is text. */
export interface Tables {
  meta: { key: string; value: string };
  users: UserTable;
  acknowledgements: { user_id: string; gpos: number };
  name_endings: { ending: string; user_id: string };
  blocks: { user_id: string; blocked_id: string; created_at: number };
  sessions: SessionTable;
  conversations: ConversationTable;
  members: MemberTable;
  invites: {
    code: string;
    conversation_id: string;
    created_by: string;
    expires_at: number;
    uses_left: number | null;
  };
  messages: MessageTable;
  edits: { message_id: string; rev: number; content: string; edited_at: number };
  reactions: { message_id: string; user_id: string; emoji: string; created_at: number };
  hidden: { user_id: string; message_id: string; conversation_id: string; gpos: number; hidden_at: number };
  mentions: { user_id: string; conversation_id: string; seq: number };
  answers: { user_id: string; key: string; request_hash: string; result: string; expires_at: number };
  jobs: JobTable;
  answer_streams: AnswerStreamTable;
  digests: DigestTable;
  translations: TranslationTable;
  media: MediaTable;
  media_places: { media_id: string; conversation_id: string; uses: number };
  calls: CallTable;
  ai_usage: AiUsageTable;
  ai_choices: { user_id: string; provider: string };
  moderation_cases: ModerationCaseTable;
  moderation_reports: ModerationReportTable;
  moderation_audit: ModerationAuditTable;
  api_keys: { user_id: string; provider: string; sealed: string; last_four: string; updated_at: number };
}

export interface UserTable {
  id: string;
  user_name: string | null;
  user_name_key: string | null;
  email: string | null;
  email_key: string | null;
  display_name: string;
  display_name_key: string;
  avatar_url: string | null;
  bio: string | null;
  language: string | null;
  kind: string;
  password_hash: string | null;
  external_key: string | null;
  status: string | null;
  settings: string;
  created_at: number;
  last_seen_at: number | null;
  gpos: number;
  blocks_gpos: number;
}

export interface SessionTable {
  id: string;
  user_id: string;
  device: string | null;
  refresh_hash: string;
  previous_refresh_hash: string | null;
  created_at: number;
  last_used_at: number;
  expires_at: number;
  ended_at: number | null;
}

export interface ConversationTable {
  id: string;
  kind: string;
  name: string | null;
  name_key: string | null;
  slug: string | null;
  topic: string | null;
  avatar_url: string | null;
  direct_key: string | null;
  created_by: string | null;
  created_at: number;
  archived_at: number | null;
  member_count: number;
  pos: number;
  last_pos: number;
  last_seq: number;
  gpos: number;
  active_at: number;
  moderation: string | null;
}

export interface MemberTable {
  conversation_id: string;
  user_id: string;
  role: string;
  state: string;
  joined_at: number;
  pos: number;
  gpos: number;
  read_seq: number;
  shown_read_seq: number;
  delivered_seq: number;
  marked_unread: number;
  muted_until: number | null;
  translate_to: string | null;
  pinned_at: number | null;
  archived_at: number | null;
  silenced_until: number | null;
}

export interface MessageTable {
  id: string;
  conversation_id: string;
  seq: number;
  pos: number;
  gpos: number;
  sent_gpos: number;
  /** The pos it was sent at; null while nothing has changed it. */
  sent_pos: number | null;
  rev: number;
  sender_id: string;
  client_id: string | null;
  body_hash: string;
  content: string | null;
  search_text: string | null;
  reply_to: string | null;
  thread_id: string | null;
  reply_count: number;
  mentions: string | null;
  reactions: string | null;
  forwarded_from: string | null;
  annotations: string | null;
  created_at: number;
  edited_at: number | null;
  deleted_at: number | null;
  pinned_at: number | null;
  pinned_by: string | null;
}

export interface MediaTable {
  id: string;
  owner_id: string;
  purpose: string;
  type: string;
  kind: string;
  bytes: number;
  sha256: string;
  file_name: string | null;
  created_at: number;
}

export interface CallTable {
  id: string;
  conversation_id: string;
  caller_id: string;
  callee_id: string;
  type: string;
  state: string;
  started_at: number;
  answered_at: number | null;
  ended_at: number | null;
}

export interface JobTable {
  id: string;
  kind: string;
  payload: string;
  owner_id: string | null;
  priority: number;
  run_at: number;
  attempts: number;
  state: string;
  locked_until: number | null;
  lease: string | null;
  progress: number | null;
  note: string | null;
  error: string | null;
  created_at: number;
  finished_at: number | null;
}

export interface TranslationTable {
  text_hash: string;
  source: string;
  target: string;
  engine: string;
  text: string;
  found_source: string | null;
  created_at: number;
}

interface AiUsageTable {
  holder: string;
  month: string;
  paid_by: string;
  requests: number;
  input_tokens: number;
  output_tokens: number;
}

export interface ModerationCaseTable {
  id: string;
  message_id: string;
  conversation_id: string;
  author_id: string;
  author_known: number;
  state: string;
  standing: string;
  action: string | null;
  thresholds: string;
  scores: string;
  engine: string | null;
  original: string | null;
  mentions: string | null;
  media_id: string | null;
  reports: number;
  decision: string | null;
  note: string | null;
  decided_by: string | null;
  decided_at: number | null;
  appeal: string | null;
  created_at: number;
  updated_at: number;
}

export interface ModerationReportTable {
  message_id: string;
  reporter_id: string;
  reason: string;
  note: string | null;
  created_at: number;
}

export interface ModerationAuditTable {
  id: string;
  conversation_id: string;
  case_id: string | null;
  message_id: string | null;
  actor_id: string | null;
  action: string;
  subject_id: string | null;
  before: string;
  after: string;
  note: string | null;
  at: number;
}
export interface AnswerStreamTable {
  id: string;
  conversation_id: string;
  question_id: string;
  sender_id: string;
  asker_id: string;
  message_id: string | null;
  text: string;
  stopped_by: string | null;
  updated_at: number;
}

export interface DigestTable {
  conversation_id: string;
  user_id: string;
  up_to_seq: number;
  engine: string;
  text: string;
  created_at: number;
}
