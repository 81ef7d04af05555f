import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { CoreError } from '../errors.ts';
import { requireMedia } from './access.ts';

/** Deletes a file for all. Only who gave it may: `forbidden` for others who can see it, `not_found` for the rest. */
export async function deleteMedia(core: CoreContext, actor: Actor, id: string): Promise<void> {
  await core.store.transaction(async (tx) => {
    const media = await requireMedia(tx, actor, id);
    if (media.ownerId !== actor.userId) {
      throw new CoreError('forbidden', 'Only the person who uploaded a file may delete it.');
    }
    await tx.media.delete(id);
  }, actor.userId);
  // After the record: a record without bytes would be a broken file, bytes without a record are only waste.
  await core.blobs.delete(id).catch((fault: unknown) => {
    core.log.warn({ err: fault, mediaId: id }, 'the bytes of a deleted file could not be removed');
  });
}
