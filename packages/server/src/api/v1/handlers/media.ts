import { deleteMedia } from '../../../core/media/delete-media.ts';
import { makeMediaTicket } from '../../../core/media/media-ticket.ts';
import { done, type Handlers } from '../handler.ts';

type MediaOperation = 'media.ticket' | 'media.delete';

export const mediaHandlers: Handlers<MediaOperation> = {
  'media.ticket': async ({ core }, actor, input) => {
    const { ticket, expiresAt } = await makeMediaTicket(core, actor, input.media_id);
    const url = `/v1/media/${input.media_id}?ticket=${encodeURIComponent(ticket)}`;
    return { ticket, url, expires_at: expiresAt };
  },
  'media.delete': async ({ core }, actor, input) => {
    await deleteMedia(core, actor, input.media_id);
    return done;
  },
};
