import { getPresence } from '../../../core/presence/get-presence.ts';
import { setStatus } from '../../../core/presence/set-status.ts';
import { changePassword } from '../../../core/sessions/change-password.ts';
import { endSession } from '../../../core/sessions/end-session.ts';
import { enterAsGuest } from '../../../core/sessions/enter-as-guest.ts';
import { enterByExternalToken } from '../../../core/sessions/enter-by-external-token.ts';
import { listSessions } from '../../../core/sessions/list-sessions.ts';
import { logIn } from '../../../core/sessions/log-in.ts';
import { refreshSession } from '../../../core/sessions/refresh-session.ts';
import { register } from '../../../core/sessions/register.ts';
import { blockUser } from '../../../core/users/block-user.ts';
import { findUsers } from '../../../core/users/find-users.ts';
import { getMe } from '../../../core/users/get-me.ts';
import { getUser } from '../../../core/users/get-user.ts';
import { listBlocks } from '../../../core/users/list-blocks.ts';
import { unblockUser } from '../../../core/users/unblock-user.ts';
import { updateMe } from '../../../core/users/update-me.ts';
import { done, type Handlers } from '../handler.ts';
import { presentCredentials, presentMe, presentPresence, presentSession, presentUser } from '../present.ts';

type AccountOperation =
  | 'server.info'
  | 'auth.register'
  | 'auth.login'
  | 'auth.guest'
  | 'auth.external'
  | 'auth.refresh'
  | 'auth.logout'
  | 'auth.password'
  | 'sessions.list'
  | 'sessions.end'
  | 'users.me'
  | 'users.update'
  | 'users.get'
  | 'users.search'
  | 'presence.get'
  | 'presence.set'
  | 'presence.subscribe'
  | 'blocks.list'
  | 'blocks.add'
  | 'blocks.remove';

export const accountHandlers: Handlers<AccountOperation> = {
  'server.info': async ({ core, info }) => ({
    name: info.name,
    version: info.version,
    passwordless: core.settings.passwordless,
    registration: core.settings.registration,
    external_login: info.externalLogin,
    dialects: [...info.dialects],
    limits: { text_length: core.settings.textLength, body_bytes: info.bodyBytes, batch: 200 },
  }),
  'auth.register': async ({ core }, _actor, input) =>
    presentCredentials(
      await register(core, {
        userName: input.user_name,
        password: input.password,
        email: input.email,
        displayName: input.display_name,
        language: input.language,
        device: input.device,
      }),
    ),
  'auth.login': async ({ core }, _actor, input) => presentCredentials(await logIn(core, input)),
  'auth.guest': async ({ core }, _actor, input) =>
    presentCredentials(
      await enterAsGuest(core, { displayName: input.display_name, language: input.language, device: input.device }),
    ),
  'auth.external': async ({ core }, _actor, input) => presentCredentials(await enterByExternalToken(core, input)),
  'auth.refresh': async ({ core }, _actor, input) =>
    presentCredentials(await refreshSession(core, { refreshToken: input.refresh_token })),
  'auth.logout': async ({ core }, actor) => {
    await endSession(core, actor);
    return done;
  },
  'auth.password': async ({ core }, actor, input) => {
    await changePassword(core, actor, { currentPassword: input.current_password, newPassword: input.new_password });
    return done;
  },
  'sessions.list': async ({ core }, actor) => ({
    sessions: (await listSessions(core, actor)).map((session) => presentSession(session, actor.sessionId)),
  }),
  'sessions.end': async ({ core }, actor, input) => {
    await endSession(core, actor, { sessionId: input.session_id });
    return done;
  },
  'users.me': async ({ core }, actor) => presentMe(await getMe(core, actor)),
  'users.update': async ({ core }, actor, input) =>
    presentMe(
      await updateMe(core, actor, {
        userName: input.user_name,
        email: input.email,
        displayName: input.display_name,
        avatarUrl: input.avatar_url,
        bio: input.bio,
        language: input.language,
        settings:
          input.settings === undefined
            ? undefined
            : {
                lastSeen: input.settings.last_seen,
                readReceipts: input.settings.read_receipts,
                knownLanguages: input.settings.known_languages,
                autoTranslate: input.settings.auto_translate,
              },
      }),
    ),
  'users.get': async ({ core }, actor, input) => presentUser(await getUser(core, actor, { userId: input.user_id })),
  'users.search': async ({ core }, actor, input) => ({
    users: (await findUsers(core, actor, { query: input.query, limit: input.limit ?? 20 })).map(presentUser),
  }),
  'presence.get': async ({ core }, actor, input) =>
    presentPresence(await getPresence(core, actor, { userId: input.user_id })),
  'presence.set': async ({ core }, actor, input) => {
    await setStatus(core, actor, input);
    return done;
  },
  'presence.subscribe': async ({ watch }, actor, input) => ({
    presence: (await watch.subscribe(actor, input.user_ids)).map(presentPresence),
  }),
  'blocks.list': async ({ core }, actor) => ({ blocked: await listBlocks(core, actor) }),
  'blocks.add': async ({ core }, actor, input) => {
    await blockUser(core, actor, { userId: input.user_id });
    return done;
  },
  'blocks.remove': async ({ core }, actor, input) => {
    await unblockUser(core, actor, { userId: input.user_id });
    return done;
  },
};
