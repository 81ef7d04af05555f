import type { CoreContext } from '../context.ts';
import { CoreError } from '../errors.ts';
import { ensureBot } from '../users/ensure-bot.ts';
import type { Assistant } from './assistants.ts';

/** Makes the assistants’ accounts or brings them up to date. To be called at every start, before anybody is served. */
export async function ensureAssistants(core: CoreContext): Promise<void> {
  for (const assistant of core.assistants.values()) await ensureAssistant(core, assistant);
}

async function ensureAssistant(core: CoreContext, assistant: Assistant): Promise<void> {
  const { id, userName, name: displayName, avatarUrl, bio } = assistant;
  const profile = { id, displayName, avatarUrl, bio };
  try {
    await ensureBot(core, { ...profile, userName });
  } catch (fault) {
    if (!(fault instanceof CoreError) || fault.code !== 'name_taken') throw fault;
    // Either another node was faster just now, or a person had the name before there was this assistant.
    const holder = await core.store.users.findByUserName(userName);
    if (holder?.id !== id) await ensureBot(core, { ...profile, userName: `${userName}-assistant` });
  }
}
