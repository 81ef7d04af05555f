import Type from 'typebox';
import { CoreError } from '../../core/errors.ts';
import { deleteMedia } from '../../core/media/delete-media.ts';
import { storeMedia } from '../../core/media/store-media.ts';
import type { ApiKeyProvider } from '../../core/secrets-at-rest/api-key.ts';
import { removeApiKey, setApiKey } from '../../core/secrets-at-rest/set-api-key.ts';
import { getMe } from '../../core/users/get-me.ts';
import { getUser } from '../../core/users/get-user.ts';
import { type UpdateMeInput, updateMe } from '../../core/users/update-me.ts';
import { readUpload } from '../../http/read-upload.ts';
import type { DialectAnswer, DialectHost } from '../dialect.ts';
import { fieldParser, optional, text } from './fields.ts';
import { type OwnRequest, ownRoute, param, succeed } from './mount.ts';
import { pictureOf, presentPerson, presentSelf } from './present.ts';
import { requireSelf } from './rest-auth.ts';

const clearable = (most: number) => optional(Type.Union([Type.String({ maxLength: most }), Type.Null()]));

const parseProfile = fieldParser(
  Type.Object({
    full_name: clearable(200),
    bio: clearable(2000),
    username: optional(text(64)),
    email: optional(text(254)),
    preferred_language: clearable(35),
    settings: optional(Type.Union([Type.Record(Type.String({ maxLength: 60 }), Type.Unknown()), Type.Null()])),
  }),
  '{ "full_name"?, "bio"?, "username"?, "email"?, "preferred_language"?, "settings"? }',
  { aliases: { name: 'full_name', user_name: 'username', language: 'preferred_language' }, keepNull: true },
);

const parseApiKey = fieldParser(
  Type.Object({
    api_key: text(1024),
    provider: optional(Type.Union([Type.Literal('gemini'), Type.Literal('openai')])),
  }),
  '{ "api_key", "provider"?: "gemini" or "openai" }',
  { aliases: { key: 'api_key', gemini_api_key: 'api_key' } },
);

export function mountUsers(host: DialectHost): void {
  ownRoute(host, { method: 'GET', url: '/api/users/profile' }, async ({ actor }) => {
    const profile = presentSelf(await getMe(host.core, actor));
    return succeed({ ...profile, user: profile });
  });
  ownRoute(host, { method: 'PUT', url: '/api/users/profile' }, (request) => updateProfile(host, request));
  ownRoute(host, { method: 'POST', url: '/api/users/profile-picture' }, (request) => setPicture(host, request));
  ownRoute(host, { method: 'GET', url: '/api/users/:user_id' }, async (request) => {
    const user = await getUser(host.core, request.actor, { userId: param(request, 'user_id') });
    return succeed({ user: presentPerson(user) });
  });
  ownRoute(host, { method: 'PUT', url: '/api/users/:user_id/api-key' }, (request) => putKey(host, request));
  ownRoute(host, { method: 'GET', url: '/api/users/:user_id/api-key' }, (request) => showKey(host, request));
  ownRoute(host, { method: 'DELETE', url: '/api/users/:user_id/api-key' }, (request) => dropKey(host, request));
}

async function updateProfile(host: DialectHost, { actor, body }: OwnRequest): Promise<DialectAnswer> {
  const input = parseProfile(body);
  const change: UpdateMeInput = {};
  // A name cannot be empty: clearing it leaves the user name to be shown.
  if (input.full_name !== undefined) change.displayName = input.full_name || undefined;
  if (input.bio !== undefined) change.bio = input.bio || null;
  if (input.username !== undefined) change.userName = input.username;
  if (input.email !== undefined) change.email = input.email;
  if (input.preferred_language !== undefined) change.language = input.preferred_language || null;
  const before = await getMe(host.core, actor);
  if (input.full_name === null || input.full_name === '') change.displayName = before.userName ?? before.displayName;
  if (input.settings != null) {
    const { letsapp = {} } = before.settings.extra as { letsapp?: { settings?: object } };
    const settings = { ...letsapp.settings, ...input.settings };
    change.settings = { extra: { letsapp: { ...letsapp, settings } } };
  }
  const profile = presentSelf(await updateMe(host.core, actor, change));
  return succeed({ message: 'Profile updated', user: profile });
}

async function setPicture(host: DialectHost, { actor, raw }: OwnRequest): Promise<DialectAnswer> {
  const { content, fileName, claimedType } = await readUpload(raw);
  const { core } = host;
  const media = await storeMedia(core, actor, { content, fileName, claimedType, purpose: 'profile' });
  const before = await getMe(core, actor);
  const user = await updateMe(core, actor, { avatarUrl: `/v1/media/${media.id}` });
  const replaced = /^\/v1\/media\/([A-Za-z0-9_-]+)$/.exec(before.avatarUrl ?? '')?.[1];
  if (replaced !== undefined) {
    await deleteMedia(core, actor, replaced).catch((fault: unknown) => {
      // It was deleted before, or is not the person’s own file: then there is nothing to tidy up.
      if (!(fault instanceof CoreError)) throw fault;
    });
  }
  const picture = pictureOf(user.avatarUrl);
  return succeed({
    message: 'Profile picture updated',
    file_id: media.id,
    profile_picture: picture,
    url: picture,
    user: presentSelf(user),
  });
}

async function putKey(host: DialectHost, request: OwnRequest): Promise<DialectAnswer> {
  requireSelf(param(request, 'user_id'), request.actor.userId, 'set the API key');
  const { api_key: key, provider = 'gemini' } = parseApiKey(request.body);
  const stored = await setApiKey(host.core, request.actor, { provider, key });
  return succeed({ message: 'API key saved', provider, has_api_key: true, last_four: stored.lastFour });
}

async function showKey(host: DialectHost, request: OwnRequest): Promise<DialectAnswer> {
  requireSelf(param(request, 'user_id'), request.actor.userId, 'see the API key');
  const provider = toProvider(request.query.provider);
  const stored = await host.core.store.apiKeys.find(request.actor.userId, provider);
  return succeed({ provider, has_api_key: stored !== undefined, last_four: stored?.lastFour ?? null });
}

async function dropKey(host: DialectHost, request: OwnRequest): Promise<DialectAnswer> {
  requireSelf(param(request, 'user_id'), request.actor.userId, 'remove the API key');
  const provider = toProvider(request.query.provider);
  await removeApiKey(host.core, request.actor, provider);
  return succeed({ message: 'API key removed', provider, has_api_key: false });
}

function toProvider(value: unknown): ApiKeyProvider {
  if (value === undefined || value === 'gemini') return 'gemini';
  if (value === 'openai') return 'openai';
  throw new CoreError('invalid_input', 'The provider must be “gemini” or “openai”.');
}
