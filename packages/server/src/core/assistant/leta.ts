import { type Actor, makeActor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { CoreError } from '../errors.ts';
import { ensureBot } from '../users/ensure-bot.ts';

/** The assistant’s account, the same on every installation, so that every node and every start means the same one. */
export const LETA_ID = '00000000-0000-7000-8000-00006c657461';
export const LETA_NAME = 'Leta';

/** Makes the assistant’s account or brings it up to date. To be called at every start, before anybody is served. */
export async function ensureLeta(core: CoreContext): Promise<void> {
  const profile = { id: LETA_ID, displayName: LETA_NAME, bio: 'The assistant of this server.' };
  try {
    await ensureBot(core, { ...profile, userName: 'leta' });
  } catch (fault) {
    if (!(fault instanceof CoreError) || fault.code !== 'name_taken') throw fault;
    // Either another node was faster just now, or a person had the name before there was an assistant.
    const holder = await core.store.users.findByUserName('leta');
    if (holder?.id !== LETA_ID) await ensureBot(core, { ...profile, userName: 'leta-assistant' });
  }
}

export function letaActor(): Actor {
  return makeActor(LETA_ID, null, 'bot');
}
