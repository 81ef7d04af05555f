// @ts-check
import { toText } from '../generator/text.mjs';
import { askRest, inParallel } from './v1-rest.mjs';

/** @typedef {import('../types.ts').Peer} Peer */
/** @typedef {import('../types.ts').RunningServer} RunningServer */

const GROUP_SIZE = 20;

/**
 * People in groups of twenty who have read everything and gone; then something was written in every group.
 * @param {RunningServer} server
 * @param {{ clients: number, missed: number }} wanted `missed`: messages in each group
 * @returns {Promise<Peer[]>} each with the token from before
 */
export async function makeAway(server, { clients, missed }) {
  const name = `host-${Date.now().toString(36)}`;
  const { access_token: host } = await askRest(server.port, 'POST', '/v1/auth/register', {
    body: { user_name: name, password: `${name}-8fK2` },
  });
  const guests = await inParallel(clients, async (index) => {
    const body = { display_name: `Guest ${String(index).padStart(5, '0')}`, device: 'bench' };
    const { user, access_token: token } = await askRest(server.port, 'POST', '/v1/auth/guest', { body });
    return { id: /** @type {string} */ (user.id), token: /** @type {string} */ (token) };
  });
  const groups = await inParallel(Math.ceil(clients / GROUP_SIZE), async (index) => {
    const members = guests.slice(index * GROUP_SIZE, (index + 1) * GROUP_SIZE);
    const body = { kind: 'group', name: `Group ${index}`, user_ids: members.map((guest) => guest.id) };
    const { conversation } = await askRest(server.port, 'POST', '/v1/conversations', { token: host, body });
    return /** @type {string} */ (conversation.id);
  });
  const peers = await inParallel(clients, async (index) => {
    const token = guests[index]?.token ?? '';
    const { token: since } = await askRest(server.port, 'GET', '/v1/sync', { token });
    return { auth: { token, device: 'bench', since }, conversation: '' };
  });
  await inParallel(groups.length * missed, (index) =>
    askRest(server.port, 'PUT', `/v1/conversations/${groups[index % groups.length]}/messages/missed-${index}`, {
      token: host,
      body: { content: { type: 'text', text: toText(index) } },
    }),
  );
  return peers;
}
