import type { ConversationTable, MemberTable, MessageTable, UserTable } from '../sql/tables.ts';
import type { Row } from './pipeline.ts';

/** The columns of a table in one order, and which of them are numbers. */
export interface Columns<Table> {
  readonly names: readonly (keyof Table & string)[];
  readonly numeric: readonly boolean[];
  /** For a column list: `"id", "kind" …`, of a table or its alias. */
  of(alias: string): string;
}

function columnsOf<Table>(kinds: Record<keyof Table & string, 'text' | 'bigint'>): Columns<Table> {
  const names = Object.keys(kinds) as (keyof Table & string)[];
  return {
    names,
    numeric: names.map((name) => kinds[name] === 'bigint'),
    of: (alias) => names.map((name) => `${alias}.${name}`).join(', '),
  };
}

/** The table’s row among a row’s values, from the value at `from` on; undefined where its first column is null. */
export function toTableRow<Table>(columns: Columns<Table>, values: Row, from: number): Table | undefined {
  if (values[from] == null) return undefined;
  const { names, numeric } = columns;
  const row: Record<string, unknown> = {};
  for (let index = 0; index < names.length; index += 1) {
    const value = values[from + index] ?? null;
    row[names[index] as string] = value !== null && numeric[index] === true ? Number(value) : value;
  }
  return row as Table;
}

export const conversationColumns = columnsOf<ConversationTable>({
  id: 'text',
  kind: 'text',
  name: 'text',
  name_key: 'text',
  slug: 'text',
  topic: 'text',
  avatar_url: 'text',
  direct_key: 'text',
  created_by: 'text',
  created_at: 'bigint',
  archived_at: 'bigint',
  member_count: 'bigint',
  pos: 'bigint',
  last_pos: 'bigint',
  last_seq: 'bigint',
  gpos: 'bigint',
  active_at: 'bigint',
  moderation: 'text',
});

export const memberColumns = columnsOf<MemberTable>({
  conversation_id: 'text',
  user_id: 'text',
  role: 'text',
  state: 'text',
  joined_at: 'bigint',
  pos: 'bigint',
  gpos: 'bigint',
  read_seq: 'bigint',
  shown_read_seq: 'bigint',
  delivered_seq: 'bigint',
  marked_unread: 'bigint',
  muted_until: 'bigint',
  translate_to: 'text',
  pinned_at: 'bigint',
  archived_at: 'bigint',
  silenced_until: 'bigint',
});

export const userColumns = columnsOf<UserTable>({
  id: 'text',
  user_name: 'text',
  user_name_key: 'text',
  email: 'text',
  email_key: 'text',
  display_name: 'text',
  display_name_key: 'text',
  avatar_url: 'text',
  bio: 'text',
  language: 'text',
  kind: 'text',
  password_hash: 'text',
  external_key: 'text',
  status: 'text',
  settings: 'text',
  created_at: 'bigint',
  last_seen_at: 'bigint',
  gpos: 'bigint',
  blocks_gpos: 'bigint',
});

const messageKinds: Record<keyof MessageTable, 'text' | 'bigint'> = {
  id: 'text',
  conversation_id: 'text',
  seq: 'bigint',
  pos: 'bigint',
  gpos: 'bigint',
  sent_gpos: 'bigint',
  sent_pos: 'bigint',
  rev: 'bigint',
  sender_id: 'text',
  client_id: 'text',
  body_hash: 'text',
  content: 'text',
  search_text: 'text',
  reply_to: 'text',
  thread_id: 'text',
  reply_count: 'bigint',
  mentions: 'text',
  reactions: 'text',
  forwarded_from: 'text',
  annotations: 'text',
  created_at: 'bigint',
  edited_at: 'bigint',
  deleted_at: 'bigint',
  pinned_at: 'bigint',
  pinned_by: 'text',
};

export const messageColumns = columnsOf<MessageTable>(messageKinds);

/** For `json_to_recordset`: the columns with their types. */
export const messageRecord = messageColumns.names.map((name) => `${name} ${messageKinds[name]}`).join(', ');
