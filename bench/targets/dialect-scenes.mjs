// @ts-check
import { askRest, inParallel } from './v1-rest.mjs';

/** @typedef {import('../types.ts').Peer} Peer */
/** @typedef {import('../types.ts').RunningServer} RunningServer */
/** @typedef {import('../types.ts').Scene} Scene */

/** People of the dialects, made by their own routes. Names have one length: frames of one size are found faster. */

/** The room `general`, which is there from the start. @param {RunningServer} server @param {number} clients @returns {Promise<Scene>} */
export async function roomsScene({ port }, clients) {
  const peers = await inParallel(clients, async (index) => {
    const userName = toName('visitor', index);
    const { user_id: userId } = await askRest(port, 'POST', '/api/auth/login', { body: { username: userName } });
    return { auth: { userId: String(userId), userName }, conversation: 'general' };
  });
  return { peers, deliveriesPerMessage: clients, acked: false };
}

/** A group of as many. @param {RunningServer} server @param {number} clients @returns {Promise<Scene>} */
export async function letsappScene({ port }, clients) {
  const people = await inParallel(clients, async (index) => {
    const username = toName('member', index);
    const account = { username, email: `${username}@bench.example`, password: `${username}-8fK2` };
    const { user, access_token: token } = await askRest(port, 'POST', '/auth/register', { body: account });
    return { id: String(user.id), token: String(token) };
  });
  const [owner, ...others] = people;
  if (owner === undefined) throw new Error('A group wants somebody.');
  const group = { name: 'Bench', members: others.map((person) => person.id) };
  const { data } = await askRest(port, 'POST', '/api/groups', { token: owner.token, body: group });
  const peers = people.map(({ token }) => ({ auth: { token }, conversation: String(data.group_id) }));
  return { peers, deliveriesPerMessage: clients - 1, acked: true };
}

/** The lobby. @param {RunningServer} _server @param {number} clients @returns {Promise<Scene>} */
export async function relayScene(_server, clients) {
  const peers = Array.from({ length: clients }, (_, index) => ({
    auth: { name: toName('sender', index) },
    conversation: '',
  }));
  return { peers, deliveriesPerMessage: clients - 1, acked: false };
}

/** Conversations of two. @param {RunningServer} server @param {number} pairs @returns {Promise<Scene>} */
export async function directScene({ port }, pairs) {
  const toEmail = (/** @type {number} */ index) => `${toName('person', index)}@bench.example`;
  const tokens = await inParallel(pairs * 2, async (index) => {
    const body = { email: toEmail(index), name: toName('Person', index) };
    const { access_token: token } = await askRest(port, 'POST', '/api/auth/login', { body });
    return String(token);
  });
  const peers = await inParallel(pairs * 2, async (index) => {
    const token = tokens[index] ?? '';
    const partner = toEmail(index ^ 1);
    const body = { to_email: partner };
    const { conversation_id: id } = await askRest(port, 'POST', '/api/conversations/start', { token, body });
    return { auth: { token, conversationId: String(id) }, conversation: partner };
  });
  return { peers, deliveriesPerMessage: 2, acked: false };
}

/** @param {string} kind @param {number} index */
function toName(kind, index) {
  return `${kind}${String(index).padStart(5, '0')}`;
}
