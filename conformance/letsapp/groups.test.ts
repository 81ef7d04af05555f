import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../packages/server/test/support/server.ts';
import { type Body, form, Person, PNG } from './support/person.ts';

let server: TestServer;
let juliet: Person;
let romeo: Person;
let mercutio: Person;
let paris: Person;

beforeAll(async () => {
  server = await startTestServer();
  juliet = await Person.register(server.url, 'juliet');
  romeo = await Person.register(server.url, 'romeo');
  mercutio = await Person.register(server.url, 'mercutio');
  paris = await Person.register(server.url, 'paris');
});

afterAll(async () => {
  for (const person of [juliet, romeo, mercutio, paris]) person.leaves();
  await server.stop();
});

async function makeGroup(path = '/api/groups'): Promise<string> {
  const { status, body } = await juliet.calls('POST', path, {
    name: 'Verona',
    description: 'A fair city',
    members: [romeo.id],
  });
  expect(status).toBe(201);
  expect(body).toMatchObject({ success: true, message: expect.any(String), data: { name: 'Verona' } });
  return body.data.group_id;
}

test('a group is made, heard of by its members, listed, and seen by nobody else', async () => {
  const his = await romeo.connects();
  const groupId = await makeGroup();
  expect(await his.hears('group_added', (group) => group.group_id === groupId)).toMatchObject({ name: 'Verona' });
  await makeGroup('/api/groups/create');
  for (const path of ['/api/groups', '/api/groups/list']) {
    const { body } = await romeo.calls('GET', path);
    expect(body.groups.map((group: Body) => group.group_id)).toContain(groupId);
  }
  expect((await paris.calls('GET', '/api/groups')).body.groups).toEqual([]);
  expect((await paris.calls('GET', `/api/groups/${groupId}`)).status).toBe(404);
  expect((await juliet.calls('POST', '/api/groups', { members: [romeo.id] })).status).toBe(400);
  expect((await juliet.calls('POST', '/api/groups', { name: 'x', members: ['nobody-at-all'] })).status).toBe(404);
  expect((await juliet.calls('POST', '/api/groups', { name: 'x', members: 'romeo' })).status).toBe(400);
});

test('members write and hear; who is outside does neither', async () => {
  const groupId = await makeGroup();
  const [hers, his, outside] = [await juliet.connects(), await romeo.connects(), await paris.connects()];
  const ack = await hers.says('send_group_message', { token: juliet.token, group_id: groupId, content: 'Good morrow' });
  expect(ack).toMatchObject({ status: 'success', message_id: expect.any(String), timestamp: expect.any(String) });
  const heard = await his.hears('receive_group_message', (message) => message.id === ack.message_id);
  expect(heard).toMatchObject({
    group_id: groupId,
    sender: juliet.id,
    sender_name: 'juliet',
    read_by: [],
    attachment: null,
  });
  const byOther = await his.says('send_message', { groupId, content: 'By the other event' });
  await hers.hears('receive_group_message', (message) => message.id === byOther.message_id);
  const list = await romeo.calls('GET', `/api/groups/${groupId}/messages`);
  expect(list.body.messages.map((message: Body) => message.content)).toEqual(['Good morrow', 'By the other event']);
  await hers.hears('message_status', (one) => one.message_id === ack.message_id && one.status === 'read');
  const own = await juliet.calls('GET', `/api/groups/${groupId}/messages`);
  expect(own.body.messages[0].read_by).toEqual([romeo.id]);
  expect((await outside.says('send_group_message', { group_id: groupId, content: 'Me too' })).status).toBe('error');
  expect((await outside.says('join_group', { group_id: groupId })).status).toBe('error');
  expect((await outside.says('group_typing_start', { group_id: groupId })).status).toBe('error');
  expect((await paris.calls('GET', `/api/groups/${groupId}/messages`)).status).toBe(404);
  expect((await paris.calls('POST', `/api/groups/${groupId}/messages`, { content: 'Me too' })).status).toBe(404);
  await juliet.calls('POST', '/api/messages', { recipient: paris.id, content: 'Alone' });
  await outside.hears('receive_message');
  expect(outside.count('receive_group_message')).toBe(0);
});

test('joining a group on screen and typing in it', async () => {
  const groupId = await makeGroup();
  const [hers, his] = [await juliet.connects(), await romeo.connects()];
  await hers.says('join_group', { group_id: groupId });
  expect(await hers.hears('status')).toMatchObject({ message: expect.stringContaining('Verona') });
  await hers.says('leave_group', { group_id: groupId });
  await hers.says('group_typing_start', { group_id: groupId });
  expect(await his.hears('group_typing_indicator')).toEqual({
    user_id: juliet.id,
    group_id: groupId,
    status: 'typing',
  });
  await hers.says('group_typing_stop', { group_id: groupId });
  await his.hears('group_typing_indicator', (one) => one.status === 'stopped');
});

test('admins rename a group, add and remove; members may leave; everybody hears of it', async () => {
  const groupId = await makeGroup();
  const path = `/api/groups/${groupId}`;
  const [his, newcomer] = [await romeo.connects(), await mercutio.connects()];
  expect((await juliet.calls('PUT', path, { name: 'Fair Verona' })).body.data.name).toBe('Fair Verona');
  await his.hears('group_name_updated', (one) => one.group_id === groupId && one.name === 'Fair Verona');
  expect((await romeo.calls('PUT', path, { name: 'Mantua' })).status).toBe(403);
  expect((await juliet.calls('PUT', path, {})).status).toBe(400);
  expect((await romeo.calls('POST', `${path}/members`, { user_id: paris.id })).status).toBe(403);
  const added = await juliet.calls('POST', `${path}/members`, { user_id: mercutio.id });
  expect([added.status, added.body.data.members.includes(mercutio.id)]).toEqual([200, true]);
  await newcomer.hears('group_added', (group) => group.group_id === groupId);
  await his.hears('group_member_added', (one) => one.group_id === groupId && one.user_id === mercutio.id);
  expect((await juliet.calls('POST', `${path}/members`, { members: [mercutio.id, paris.id] })).status).toBe(200);
  expect((await juliet.calls('POST', `${path}/members`, {})).status).toBe(400);
  expect((await romeo.calls('DELETE', `${path}/members/${mercutio.id}`)).status).toBe(403);
  expect((await juliet.calls('DELETE', `${path}/members/${mercutio.id}`)).status).toBe(200);
  await newcomer.hears('group_member_removed', (one) => one.group_id === groupId && one.user_id === mercutio.id);
  await his.hears('group_member_removed', (one) => one.group_id === groupId && one.user_id === mercutio.id);
  expect((await mercutio.calls('GET', `${path}/messages`)).status).toBe(404);
  expect((await romeo.calls('DELETE', `${path}/members/${romeo.id}`)).status).toBe(200);
  const icon = await juliet.calls('POST', `${path}/icon`, form(PNG, 'arms.png', 'image/png'));
  expect((await mercutio.calls('GET', icon.body.data.icon)).status).toBe(200);
});
