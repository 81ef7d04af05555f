import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../packages/server/test/support/server.ts';
import { Person } from '../letsapp/support/person.ts';
import { openStream, RelayClient } from '../relay/client.ts';
import { RoomsClient } from '../rooms/client.ts';
import { Actor, PASSWORD } from '../support/actor.ts';
import { get, post } from '../support/http.ts';
import { callRest } from '../support/rest.ts';

/** Dialects know no reviews: what is held their clients do not hear of, until it is released. */
const HELD = 'I will kill you, said the villain';
const COVERED = 'what a ▇▇▇▇▇ you are';

let server: TestServer;
let moderator: Actor;
const closing: (() => void)[] = [];

beforeAll(async () => {
  server = await startTestServer({
    MODERATION_POLICY: 'hold=threat:0.8 mask=harassment:0.7',
    MODERATORS: 'emilia',
    RATE_LIMIT_MESSAGES: '1000',
  });
  const credentials = await callRest(server.url, 'auth.register', { user_name: 'emilia', password: PASSWORD });
  moderator = new Actor('emilia', server.url, credentials);
});
afterEach(() => {
  for (const close of closing.splice(0)) close();
});
afterAll(() => server.stop());

async function approve(messageId: string): Promise<void> {
  const { cases } = await moderator.calls('moderation.queue', { limit: 100 });
  const found = cases.find((one) => one.message_id === messageId);
  expect(found?.message?.content?.text).toBe(HELD);
  await moderator.calls('moderation.act', { case_id: found?.id ?? '', action: 'approve' });
}

test('rooms: heard by nobody and in no history, and heard as new once it is released', async () => {
  const sender = await RoomsClient.joins(server.url, 'iago', 'tech');
  const other = await RoomsClient.joins(server.url, 'othello', 'tech');
  closing.push(
    () => sender.close(),
    () => other.close(),
  );
  const sent = await sender.asks('send_message', { room_id: 'tech', text: HELD });
  expect(sent).toMatchObject({ status: 'success', is_flagged: true });
  await sender.asks('send_message', { room_id: 'tech', text: 'what a moron you are' });
  await other.hears('receive_message', (heard) => heard.text === COVERED);
  expect(JSON.stringify([other.all('receive_message'), sender.all('receive_message')])).not.toContain('villain');
  const history = await get(server.url, '/api/messages/tech');
  expect(history.body.messages.map((one: { text: string }) => one.text)).toEqual([COVERED]);
  const newcomer = await RoomsClient.joins(server.url, 'cassio', 'tech');
  closing.push(() => newcomer.close());
  expect(JSON.stringify(await newcomer.hears('joined_room'))).not.toContain('villain');
  await approve(sent.message_id);
  await other.hears('receive_message', (heard) => heard.message_id === sent.message_id && heard.text === HELD);
});

test('relay: neither a socket nor a stream of the lobby hears it, and covered words stay covered', async () => {
  const sender = await RelayClient.connect(server.url);
  const other = await RelayClient.connect(server.url);
  const stream = await openStream(server.url);
  closing.push(
    () => sender.close(),
    () => other.close(),
    () => stream.close(),
  );
  sender.emit('message', { type: 'text', content: HELD, sender: 'ann' });
  const receipt = await sender.hears('message_received');
  sender.emit('message', { type: 'text', content: 'what a moron you are', sender: 'ann' });
  await other.hears('message', (heard) => heard.content === COVERED);
  await stream.hears('message', (heard) => heard.content === COVERED);
  expect(JSON.stringify([other.all('message'), stream.events])).not.toMatch(/villain|moron/);
  const late = await openStream(server.url, { 'last-event-id': stream.events[0]?.id.replace(/\d+/, '0') ?? '' });
  closing.push(() => late.close());
  await post(server.url, '/api/message', { type: 'text', content: 'the mark' });
  await late.hears('message', (heard) => heard.content === 'the mark');
  expect(JSON.stringify(late.events)).not.toMatch(/villain|moron/);
  await approve(receipt.message_id);
  await other.hears('message', (heard) => heard.content === HELD);
});

test('letsapp: a member of the group neither hears nor reads it before it is released', async () => {
  const juliet = await Person.register(server.url, 'juliet');
  const romeo = await Person.register(server.url, 'romeo');
  closing.push(
    () => juliet.leaves(),
    () => romeo.leaves(),
  );
  const made = await romeo.calls('POST', '/api/groups', { name: 'Verona', description: '', members: [juliet.id] });
  const groupId: string = made.body.data.group_id;
  const [hers, his] = [await juliet.connects(), await romeo.connects()];
  const held = await hers.says('send_group_message', { token: juliet.token, group_id: groupId, content: HELD });
  expect(held).toMatchObject({ status: 'success' });
  await hers.says('send_group_message', { token: juliet.token, group_id: groupId, content: 'what a moron you are' });
  await his.hears('receive_group_message', (message) => message.content === COVERED);
  const pages = [
    await romeo.calls('GET', `/api/groups/${groupId}/messages`),
    await romeo.calls('GET', '/api/groups'),
    await romeo.calls('GET', '/api/conversations'),
    his.heard,
  ];
  const nurse = await Person.register(server.url, 'nurse');
  await romeo.calls('POST', `/api/groups/${groupId}/members`, { user_id: nurse.id, members: [nurse.id] });
  pages.push(await nurse.calls('GET', `/api/groups/${groupId}/messages`));
  expect(JSON.stringify(pages)).not.toMatch(/villain|moron/);
  await approve(held.message_id);
  await his.hears('receive_group_message', (message) => message.content === HELD);
});
