import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../packages/server/test/support/server.ts';
import { form, PASSWORD, Person, PNG, request } from './support/person.ts';

let server: TestServer;
let juliet: Person;
let romeo: Person;

beforeAll(async () => {
  server = await startTestServer();
  [juliet, romeo] = [await Person.register(server.url, 'juliet'), await Person.register(server.url, 'romeo')];
});

afterAll(() => server.stop());

test('GET /ping answers everybody', async () => {
  const { status, body } = await request(server.url, 'GET', '/ping');
  expect([status, body.success]).toEqual([200, true]);
});

test('registering answers the account and its tokens; a taken name, a weak password and an unknown form do not', async () => {
  const account = { username: 'nurse', email: 'nurse@verona.example', password: PASSWORD };
  const { status, body } = await request(server.url, 'POST', '/auth/register', undefined, account);
  expect(status).toBe(201);
  expect(body).toMatchObject({ message: expect.any(String), user: { username: 'nurse', email: account.email } });
  expect(body.user._id).toBe(body.user.id);
  expect(body.token).toBe(body.access_token);
  expect(body.refresh_token).toEqual(expect.any(String));
  const refused = async (change: object) =>
    (await request(server.url, 'POST', '/auth/register', undefined, { ...account, ...change })).status;
  expect(await refused({})).toBe(409);
  expect(await refused({ username: 'peter', email: 'p@verona.example', password: '1' })).toBe(400);
  expect(await refused({ username: 'peter', email: 'not an address' })).toBe(400);
  expect(await refused({ username: 7 })).toBe(400);
});

test('logging in by e-mail or user name; a wrong password and an unknown person are refused alike', async () => {
  const login = (body: object) => request(server.url, 'POST', '/auth/login', undefined, body);
  const { status, body } = await login({ email: 'juliet@verona.example', password: PASSWORD });
  expect([status, body.user.id]).toEqual([200, juliet.id]);
  expect((await login({ username: 'juliet', password: PASSWORD })).status).toBe(200);
  const wrong = await login({ email: 'juliet@verona.example', password: 'no' });
  const unknown = await login({ email: 'nobody@verona.example', password: 'no' });
  expect([wrong.status, unknown.status]).toEqual([401, 401]);
  expect(wrong.body).toEqual(unknown.body);
  expect(wrong.body).toMatchObject({ success: false, error: wrong.body.message, detail: wrong.body.message });
});

test('a token is verified until it is logged out, and refreshed once for each refresh token', async () => {
  const { body: tokens } = await request(server.url, 'POST', '/auth/login', undefined, {
    email: 'romeo@verona.example',
    password: PASSWORD,
  });
  const verify = (token: string) => request(server.url, 'GET', '/auth/verify', token);
  expect((await verify(tokens.token)).body).toMatchObject({ valid: true, user: { id: romeo.id } });
  expect((await verify('nonsense')).status).toBe(401);
  const refreshed = await request(server.url, 'POST', '/auth/refresh', undefined, {
    refresh_token: tokens.refresh_token,
  });
  expect(refreshed.status).toBe(200);
  const byBearer = await request(server.url, 'POST', '/auth/refresh', refreshed.body.refresh_token);
  expect(byBearer.status).toBe(200);
  expect((await request(server.url, 'POST', '/auth/refresh', undefined, { refresh_token: 'nonsense' })).status).toBe(
    401,
  );
  expect((await request(server.url, 'POST', '/auth/refresh')).status).toBe(400);
  expect((await request(server.url, 'POST', '/auth/logout', byBearer.body.token)).status).toBe(200);
  expect((await verify(byBearer.body.token)).status).toBe(401);
  expect((await verify(tokens.token)).status).toBe(401);
});

test('a profile is read and changed by its owner, field by field', async () => {
  const change = {
    full_name: 'Juliet Capulet',
    bio: 'On the balcony',
    preferredLanguage: 'it',
    settings: { theme: 'dark' },
  };
  expect((await juliet.calls('PUT', '/api/users/profile', change)).status).toBe(200);
  await juliet.calls('PUT', '/api/users/profile', { settings: { sound: false } });
  const { body } = await juliet.calls('GET', '/api/users/profile');
  expect(body.user).toMatchObject({
    username: 'juliet',
    full_name: 'Juliet Capulet',
    bio: 'On the balcony',
    preferred_language: 'it',
    settings: { theme: 'dark', sound: false },
  });
  expect((await juliet.calls('PUT', '/api/users/profile', { bio: null })).body.user.bio).toBeNull();
  expect((await juliet.calls('PUT', '/api/users/profile', { username: 'romeo' })).status).toBe(409);
  expect((await juliet.calls('PUT', '/api/users/profile', { settings: 'dark' })).status).toBe(400);
  expect((await request(server.url, 'GET', '/api/users/profile')).status).toBe(401);
  const seen = (await romeo.calls('GET', `/api/users/${juliet.id}`)).body.user;
  expect(seen.full_name).toBe('Juliet Capulet');
  expect(seen).not.toHaveProperty('email');
});

test('a profile picture is shown to everybody with an account; what is no picture is refused', async () => {
  const { status, body } = await juliet.calls('POST', '/api/users/profile-picture', form(PNG, 'me.png', 'image/png'));
  expect([status, body.success]).toEqual([200, true]);
  expect((await romeo.calls('GET', `/api/users/${juliet.id}`)).body.user.profile_picture).toBe(body.profile_picture);
  expect((await romeo.calls('GET', body.profile_picture)).headers.get('content-type')).toBe('image/png');
  expect((await request(server.url, 'GET', body.profile_picture)).status).toBe(401);
  const svg = form(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'me.svg', 'image/svg+xml');
  expect((await juliet.calls('POST', '/api/users/profile-picture', svg)).status).toBe(415);
  expect((await juliet.calls('POST', '/api/users/profile-picture', { file: 'me.png' })).status).toBe(415);
  const second = await juliet.calls('POST', '/api/users/profile-picture', form(PNG, 'me2.png', 'image/png'));
  expect((await romeo.calls('GET', second.body.profile_picture)).status).toBe(200);
  expect((await romeo.calls('GET', body.profile_picture)).status).toBe(404);
});

test('an API key is encrypted, shown by its last four characters, and its owner’s alone', async () => {
  const key = 'AIza-a-key-that-nobody-sees-9876';
  const path = `/api/users/${juliet.id}/api-key`;
  const { status, body } = await juliet.calls('PUT', path, { api_key: key });
  expect([status, body.last_four]).toEqual([200, '9876']);
  expect(JSON.stringify(body)).not.toContain('nobody-sees');
  expect((await juliet.calls('GET', path)).body).toMatchObject({ has_api_key: true, last_four: '9876' });
  const stored = await server.core.store.apiKeys.find(juliet.id, 'gemini');
  expect(stored?.sealed).not.toContain('nobody-sees');
  expect((await romeo.calls('PUT', path, { api_key: key })).status).toBe(403);
  expect((await romeo.calls('GET', path)).status).toBe(403);
  expect((await juliet.calls('PUT', path, { api_key: '' })).status).toBe(400);
  expect((await juliet.calls('DELETE', path)).body.has_api_key).toBe(false);
});

test('contacts are added by id, e-mail or name, and are whoever one writes to as well', async () => {
  const paris = await Person.register(server.url, 'paris');
  expect((await paris.calls('POST', '/api/contacts', { email: 'romeo@verona.example' })).status).toBe(201);
  expect((await paris.calls('POST', '/api/contacts', { user_id: paris.id })).status).toBe(400);
  expect((await paris.calls('POST', '/api/contacts', { username: 'nobody-at-all' })).status).toBe(404);
  await paris.calls('POST', '/api/messages', { recipient: juliet.id, content: 'Good day' });
  const ids = async () =>
    (await paris.calls('GET', '/api/contacts')).body.contacts.map((one: { user_id: string }) => one.user_id).sort();
  expect(await ids()).toEqual([juliet.id, romeo.id].sort());
  expect((await paris.calls('DELETE', `/api/contacts/${romeo.id}`)).status).toBe(200);
  expect(await ids()).toEqual([juliet.id]);
});
