import Type from 'typebox';
import { Credentials, Me, Presence, Session, SettingsChange, User } from '../objects.ts';
import {
  device,
  displayName,
  done,
  email,
  id,
  language,
  limit,
  nullable,
  password,
  token,
  url,
  userName,
} from './inputs.ts';
import { operation } from './operation.ts';

/** Accounts, sessions, people. */
export const accountOperations = {
  'server.info': operation('GET', '/v1/server', {
    summary: 'What this installation is and which doors are open.',
    auth: 'none',
    result: Type.Object({
      name: Type.String(),
      version: Type.String(),
      passwordless: Type.Boolean(),
      registration: Type.Boolean(),
      external_login: Type.Boolean(),
      dialects: Type.Array(Type.String()),
      limits: Type.Object({ text_length: Type.Integer(), body_bytes: Type.Integer(), batch: Type.Integer() }),
    }),
  }),
  'auth.register': operation('POST', '/v1/auth/register', {
    summary: 'Create an account with a password and log in.',
    auth: 'none',
    status: 201,
    cost: 'heavy',
    body: {
      user_name: userName,
      password,
      email: Type.Optional(email),
      display_name: Type.Optional(displayName),
      language: Type.Optional(language),
      device: Type.Optional(device),
    },
    result: Credentials,
  }),
  'auth.login': operation('POST', '/v1/auth/login', {
    summary: 'Log in with a user name or an e-mail address, and a password.',
    auth: 'none',
    cost: 'heavy',
    body: {
      login: Type.String({ minLength: 1, maxLength: 254 }),
      password: Type.String({ minLength: 1, maxLength: 256 }),
      device: Type.Optional(device),
    },
    result: Credentials,
  }),
  'auth.guest': operation('POST', '/v1/auth/guest', {
    summary: 'Enter as a guest without a password, where the installation allows it.',
    auth: 'none',
    status: 201,
    cost: 'heavy',
    body: { display_name: displayName, language: Type.Optional(language), device: Type.Optional(device) },
    result: Credentials,
  }),
  'auth.external': operation('POST', '/v1/auth/external', {
    summary: 'Exchange a token of the outside identity provider for a session; the user is made on first sight.',
    auth: 'none',
    cost: 'heavy',
    body: { token: Type.String({ minLength: 1, maxLength: 8192 }), device: Type.Optional(device) },
    result: Credentials,
  }),
  'auth.refresh': operation('POST', '/v1/auth/refresh', {
    summary: 'Trade the refresh token for new tokens. Each works once; using an old one ends the session.',
    auth: 'none',
    body: { refresh_token: token },
    result: Credentials,
  }),
  'auth.logout': operation('POST', '/v1/auth/logout', { summary: 'End this session.', result: done }),
  'auth.password': operation('PUT', '/v1/auth/password', {
    summary: 'Set a new password; every other session ends.',
    cost: 'heavy',
    body: { current_password: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })), new_password: password },
    result: done,
  }),
  'sessions.list': operation('GET', '/v1/sessions', {
    summary: 'My sessions, the newest first.',
    result: Type.Object({ sessions: Type.Array(Session) }),
  }),
  'sessions.end': operation('DELETE', '/v1/sessions/{session_id}', {
    summary: 'End one of my sessions; its connections close at once.',
    params: { session_id: id },
    result: done,
  }),
  'users.me': operation('GET', '/v1/me', { summary: 'My account.', result: Me }),
  'users.update': operation('PATCH', '/v1/me', {
    summary: 'Change my account; fields left out stay.',
    body: {
      user_name: Type.Optional(userName),
      email: Type.Optional(nullable(email)),
      display_name: Type.Optional(displayName),
      avatar_url: Type.Optional(nullable(url)),
      bio: Type.Optional(nullable(Type.String({ maxLength: 500 }))),
      language: Type.Optional(nullable(language)),
      settings: Type.Optional(SettingsChange),
    },
    result: Me,
  }),
  'users.get': operation('GET', '/v1/users/{user_id}', {
    summary: 'One person’s public profile.',
    params: { user_id: id },
    result: User,
  }),
  'users.search': operation('GET', '/v1/users', {
    summary: 'Find people by the start of their user name, display name or whole e-mail address.',
    query: { query: Type.String({ minLength: 1, maxLength: 100 }), limit: limit(50, 20) },
    result: Type.Object({ users: Type.Array(User) }),
  }),
  'presence.get': operation('GET', '/v1/users/{user_id}/presence', {
    summary: 'Whether somebody I share a conversation with is online.',
    params: { user_id: id },
    result: Presence,
  }),
  'presence.set': operation('PUT', '/v1/me/presence', {
    summary: 'Set my status text; null clears it.',
    body: { status: nullable(Type.String({ minLength: 1, maxLength: 100 })) },
    result: done,
  }),
  'presence.subscribe': operation('PUT', '/v1/me/presence/subscription', {
    summary: 'Hear presence.changed of these people, on every connection of this session; replaces the former list.',
    cost: 'light',
    body: { user_ids: Type.Array(id, { maxItems: 500, uniqueItems: true }) },
    result: Type.Object({ presence: Type.Array(Presence) }),
  }),
  'blocks.list': operation('GET', '/v1/me/blocks', {
    summary: 'The people I have blocked.',
    result: Type.Object({ blocked: Type.Array(id) }),
  }),
  'blocks.add': operation('PUT', '/v1/me/blocks/{user_id}', {
    summary: 'Block a person: neither can write to the other directly.',
    params: { user_id: id },
    result: done,
  }),
  'blocks.remove': operation('DELETE', '/v1/me/blocks/{user_id}', {
    summary: 'Lift a block.',
    params: { user_id: id },
    result: done,
  }),
};
