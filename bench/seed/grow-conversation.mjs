// @ts-check
import { first, openData } from './data.mjs';

/** @typedef {import('./data.mjs').Database} Database */

const ROWS_PER_TRANSACTION = 50_000;
/** What copies must not share with the row they are copied from. */
const OWN_COLUMNS = ['id', 'client_id', 'seq', 'pos', 'gpos', 'sent_gpos', 'created_at', 'content', 'search_text'];

/**
 * Makes a conversation of a stopped server longer, far faster than by sending: copies its first message, which the server
 * itself wrote, and moves the counters on as so many sends would have done. Whatever columns the server's schema has, the
 * copies have them filled as the server fills them.
 * @param {string} dataDirectory
 * @param {{ conversationId: string, until: Goal }} request
 * @returns {Promise<{ messages: number, megabytes: number }>} how it stands now
 * @typedef {{ messages: number } | { megabytes: number }} Goal
 */
export async function growConversation(dataDirectory, { conversationId, until }) {
  const database = await openData(dataDirectory);
  database.exec('pragma synchronous = off; pragma cache_size = -200000');
  try {
    let state = readState(database, conversationId);
    while (missing(state, until) > 0) {
      addMessages(database, conversationId, Math.min(ROWS_PER_TRANSACTION, missing(state, until)));
      state = readState(database, conversationId);
    }
    database.exec('pragma optimize; pragma wal_checkpoint(truncate)');
    return state;
  } finally {
    database.close();
  }
}

/** @param {{ messages: number, megabytes: number }} state @param {Goal} until */
function missing(state, until) {
  if ('messages' in until) return until.messages - state.messages;
  return state.megabytes < until.megabytes ? ROWS_PER_TRANSACTION : 0;
}

/** @param {Database} database @param {string} conversationId @param {number} count */
function addMessages(database, conversationId, count) {
  database.exec('begin immediate');
  const gpos = Number(first(database, "select value from meta where key = 'gpos'").value);
  const { last_seq: seq, last_pos: pos } = first(
    database,
    'select last_seq, last_pos from conversations where id = ?',
    conversationId,
  );
  // A thousand a millisecond, so that a million do not reach into the future.
  const sentAt = `created_at + (${seq} + n) / 1000`;
  const columns = database.prepare('pragma table_info(messages)').all();
  const copied = columns.map((column) => String(column.name)).filter((name) => !OWN_COLUMNS.includes(name));
  database
    .prepare(
      `with recursive step (n) as (select 1 union all select n + 1 from step where n < ${count})
       insert into messages (${[...OWN_COLUMNS, ...copied].join(', ')})
       select
         substr(printf('%012x', ${sentAt}), 1, 8) || '-' || substr(printf('%012x', ${sentAt}), 9)
           || '-7000-8000-' || printf('%012x', ${seq} + n),
         'grown-' || (${seq} + n), ${seq} + n, ${pos} + n, ${gpos} + n, ${gpos} + n, ${sentAt},
         replace(content, '00000000', printf('%08d', ${seq} + n)),
         replace(search_text, '00000000', printf('%08d', ${seq} + n)), ${copied.join(', ')}
       from step, (select * from messages where conversation_id = ? and seq = 1)`,
    )
    .run(conversationId);
  database
    .prepare(
      `update conversations set last_seq = last_seq + ${count}, last_pos = last_pos + ${count}, gpos = ${gpos + count},
         active_at = active_at + ${count} / 1000 where id = ?`,
    )
    .run(conversationId);
  database.prepare("update meta set value = ? where key = 'gpos'").run(String(gpos + count));
  database.exec('commit');
}

/** @param {Database} database @param {string} conversationId */
function readState(database, conversationId) {
  const { last_seq: messages } = first(database, 'select last_seq from conversations where id = ?', conversationId);
  if (Number(messages) < 1) throw new Error('The conversation has no message yet that could be copied.');
  const pages = Number(first(database, 'pragma page_count').page_count);
  const pageSize = Number(first(database, 'pragma page_size').page_size);
  return { messages: Number(messages), megabytes: (pages * pageSize) / 1e6 };
}
