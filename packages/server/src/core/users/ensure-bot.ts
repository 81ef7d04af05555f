import type { CoreContext } from '../context.ts';
import { CoreError } from '../errors.ts';
import { changeProfile } from './change-profile.ts';
import { makeUser } from './make-user.ts';
import type { User } from './user.ts';

/** A bot as the program knows it. The id is fixed, so that every node and every start means the same one. */
export interface BotProfile {
  id: string;
  userName: string;
  displayName: string;
  avatarUrl?: string | null;
  bio?: string | null;
}

/**
 * Makes the bot, or brings a stored one up to date. Throws `name_taken` where a person has its user name and `conflict`
 * where the id belongs to somebody who is no bot.
 */
export async function ensureBot(core: CoreContext, profile: BotProfile): Promise<User> {
  return core.store.transaction(async (tx) => {
    const present = await tx.users.find(profile.id);
    if (present === undefined) {
      const bot = { ...makeUser(core, { ...profile, kind: 'bot' }), gpos: tx.gpos };
      await tx.users.insert(bot);
      return bot;
    }
    if (present.kind !== 'bot') throw new CoreError('conflict', `The user ${profile.id} exists and is no bot.`);
    const { id: _, ...fields } = profile;
    return changeProfile(tx, present, fields);
  });
}
