// @ts-check
import { copyRow, first, growData, idOf } from './data.mjs';

/**
 * More conversations of the same people: copies of a group of one message, which the server itself made.
 * @param {string} dataDirectory @param {{ conversationId: string, conversations: number }} request how many there shall be
 */
export async function growConversations(dataDirectory, { conversationId, conversations }) {
  await growData(dataDirectory, (database, gpos) => {
    const query = `select count(*) as made from conversations where id like '01900000-0000-7000-9000-%'`;
    const made = Number(first(database, query).made);
    const count = conversations - 1 - made;
    if (count <= 0) return 0;
    const id = idOf('9000', `${made} + n`);
    const position = `${gpos} + n`;
    const parameters = [conversationId];
    copyRow(database, 'conversations', {
      row: 'id = ?',
      parameters,
      own: {
        id,
        name: `'Group ' || (${made} + n)`,
        name_key: `'group ' || (${made} + n)`,
        last_seq: '1',
        gpos: position,
      },
      count,
    });
    copyRow(database, 'members', {
      row: 'conversation_id = ?',
      parameters,
      own: { conversation_id: id, gpos: position, read_seq: '0', shown_read_seq: '0', delivered_seq: '0' },
      count,
    });
    copyRow(database, 'messages', {
      row: 'conversation_id = ? and seq = 1',
      parameters,
      own: {
        id: idOf('a000', `${made} + n`),
        conversation_id: id,
        client_id: `'grown-' || (${made} + n)`,
        gpos: position,
        sent_gpos: position,
      },
      count,
    });
    return count;
  });
}
