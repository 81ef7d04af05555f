// @ts-check
import { toText } from '../generator/text.mjs';
import { parlance } from '../targets/parlance.mjs';
import { askRest } from '../targets/v1-rest.mjs';

/**
 * A data folder with one person who can log in, a guest, a group of both and a room of both, a message in each; written by
 * the server itself, so that copies of the rows are like its own.
 * @param {string} dataDirectory
 */
export async function seedGrowth(dataDirectory) {
  const server = await parlance.start({ dataDirectory });
  const ask = (/** @type {string} */ method, /** @type {string} */ path, /** @type {object} */ options) =>
    askRest(server.port, method, path, options);
  try {
    const login = { login: 'grower', password: 'grower-8fK2-grower' };
    const { access_token: token } = await ask('POST', '/v1/auth/register', {
      body: { user_name: login.login, password: login.password },
    });
    const guest = await ask('POST', '/v1/auth/guest', { body: { display_name: 'Guest', device: 'bench' } });
    const guestId = /** @type {string} */ (guest.user.id);
    const start = async (/** @type {object} */ body) => {
      const { conversation } = await ask('POST', '/v1/conversations', { token, body });
      const path = `/v1/conversations/${conversation.id}/messages/seed-${conversation.id}`;
      await ask('PUT', path, { token, body: { content: { type: 'text', text: toText(0) } } });
      return /** @type {string} */ (conversation.id);
    };
    const group = await start({ kind: 'group', name: 'Group', user_ids: [guestId] });
    const room = await start({ kind: 'room', name: 'Room', slug: 'room' });
    await ask('POST', `/v1/conversations/${room}/join`, { token: guest.access_token });
    return { login, guestId, group, room };
  } finally {
    await server.stop();
  }
}
