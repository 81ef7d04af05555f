// @ts-check
import { copyRow, first, growData, idOf } from './data.mjs';

/** @typedef {import('./data.mjs').Database} Database */

const ROWS_AT_ONCE = 100_000;

/**
 * More people, as many as there shall be: copies of one whom the server made, each with a name of its own.
 * @param {string} dataDirectory @param {{ templateId: string, people: number }} request
 */
export async function growPeople(dataDirectory, { templateId, people }) {
  for (let more = true; more; ) {
    await growData(dataDirectory, (database, gpos) => {
      const made = countPeople(database);
      const count = Math.min(ROWS_AT_ONCE, people - made);
      more = count === ROWS_AT_ONCE;
      if (count > 0) addPeople(database, { templateId, made, count, gpos });
      return Math.max(0, count);
    });
  }
}

/**
 * More members in a room; the people must be there.
 * @param {string} dataDirectory @param {{ conversationId: string, templateId: string, members: number }} request
 */
export async function growMembers(dataDirectory, { conversationId, templateId, members }) {
  await growData(dataDirectory, (database, gpos) => {
    const head = first(database, 'select member_count, last_pos from conversations where id = ?', conversationId);
    const made = Number(
      first(
        database,
        `select count(*) as made from members where conversation_id = ? and user_id like '01900000-0000-7000-8000-%'`,
        conversationId,
      ).made,
    );
    const count = members - made;
    if (count <= 0) return 0;
    copyRow(database, 'members', {
      row: 'conversation_id = ? and user_id = ?',
      parameters: [conversationId, templateId],
      own: { user_id: idOf('8000', `${made} + n`), pos: `${head.last_pos} + n`, gpos: `${gpos} + n` },
      count,
    });
    database
      .prepare(
        'update conversations set member_count = member_count + ?, last_pos = last_pos + ?, gpos = ? where id = ?',
      )
      .run(count, count, gpos + count, conversationId);
    return count;
  });
}

/** @param {Database} database */
function countPeople(database) {
  const query = `select count(*) as made from users where id >= '01900000-0000-7000-8000-' and id < '01900000-0000-7000-8000-g'`;
  return Number(first(database, query).made);
}

/** @param {Database} database @param {{ templateId: string, made: number, count: number, gpos: number }} request */
function addPeople(database, { templateId, made, count, gpos }) {
  const number = `printf('%07d', ${made} + n)`;
  copyRow(database, 'users', {
    row: 'id = ?',
    parameters: [templateId],
    own: {
      id: idOf('8000', `${made} + n`),
      user_name: `'person-' || ${number}`,
      user_name_key: `'person-' || ${number}`,
      display_name: `'Person ' || ${number}`,
      display_name_key: `'person ' || ${number}`,
      gpos: `${gpos} + n`,
    },
    count,
  });
}
