import type { SyncPage } from '@parlance/protocol';
import type { Actor } from '../../core/actor.ts';
import type { CoreContext } from '../../core/context.ts';
import { type SyncAnswer, syncPage } from '../../core/sync/sync-page.ts';
import { presentSyncPage } from './present.ts';
import { withTranslations } from './with-translations.ts';

export interface SyncRequest {
  since: string | null;
  /** A language tag or `me`; undefined: no translations. */
  translateTo: string | undefined;
}

/** A page of sync as clients get it, with translations where they are wanted. */
export async function readSyncPage(
  core: CoreContext,
  actor: Actor,
  { since, translateTo }: SyncRequest,
): Promise<SyncPage> {
  return showSyncPage(core, actor, await syncPage(core, actor, since), translateTo);
}

export function showSyncPage(
  core: CoreContext,
  actor: Actor,
  answer: SyncAnswer,
  translateTo: string | undefined,
): Promise<SyncPage> {
  const messages = answer.conversations.flatMap((one) =>
    one.lastMessage === null ? one.messages : [...one.messages, one.lastMessage],
  );
  return withTranslations(core, actor, { wanted: translateTo, messages }, presentSyncPage(answer));
}
