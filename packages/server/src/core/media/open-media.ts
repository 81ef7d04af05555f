import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { notFound } from '../errors.ts';
import { requireMedia } from './access.ts';
import { type Delivery, planDelivery } from './delivery.ts';
import type { Media } from './media.ts';

export interface OpenedMedia extends Delivery {
  media: Media;
  /** null where the answer has no body. */
  content: AsyncIterable<Uint8Array> | null;
}

/** What the client asked of a file, as its headers say. */
export interface MediaRequest {
  range?: string | undefined;
  ifNoneMatch?: string | undefined;
}

/** Opens a file, or a range of it, for whoever may see it; `not_found` for everybody else. */
export async function openMedia(
  core: CoreContext,
  actor: Actor,
  id: string,
  request: MediaRequest = {},
): Promise<OpenedMedia> {
  const media = await requireMedia(core.store, actor, id);
  const delivery = planDelivery(media, request);
  if (delivery.range === null) return { ...delivery, media, content: null };
  const content = await core.blobs.open(id, delivery.range);
  if (content === undefined) {
    core.log.error({ mediaId: id }, 'the bytes of a stored file are missing');
    throw notFound('file', id);
  }
  return { ...delivery, media, content };
}
