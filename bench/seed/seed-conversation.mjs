// @ts-check
import { toText } from '../generator/text.mjs';
import { parlance } from '../targets/parlance.mjs';
import { askRest } from '../targets/v1-rest.mjs';
import { growConversation } from './grow-conversation.mjs';

/** @typedef {import('../types.ts').Peer} Peer */

/**
 * A data folder with two people and one conversation of one message, written by the server itself.
 * @param {string} dataDirectory
 * @returns {Promise<{ token: string, conversationId: string, emptyToken: string }>} one of the two, who can log in again
 * with this access token while it lasts (15 minutes), and a sync token from before the first message
 */
export async function seedConversation(dataDirectory) {
  const server = await parlance.start({ dataDirectory });
  try {
    const { peers } = await parlance.pairs(server, 1);
    const [peer] = peers;
    const token = peer?.auth.token ?? '';
    const conversationId = peer?.conversation ?? '';
    const { token: emptyToken } = await askRest(server.port, 'GET', '/v1/sync', { token });
    await askRest(server.port, 'PUT', `/v1/conversations/${conversationId}/messages/seed-000001`, {
      token,
      body: { content: { type: 'text', text: toText(0) } },
    });
    return { token, conversationId, emptyToken };
  } finally {
    await server.stop();
  }
}

/**
 * Fills a folder until its database has the given size, as one long conversation. @param {string} dataDirectory
 * @param {number} megabytes
 */
export async function seedDatabase(dataDirectory, megabytes) {
  const { conversationId } = await seedConversation(dataDirectory);
  return growConversation(dataDirectory, { conversationId, until: { megabytes } });
}
