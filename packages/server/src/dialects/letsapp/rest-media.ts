import { CoreError } from '../../core/errors.ts';
import { deleteMedia } from '../../core/media/delete-media.ts';
import { enterByMediaTicket, makeMediaTicket } from '../../core/media/media-ticket.ts';
import { storeMedia } from '../../core/media/store-media.ts';
import { readUpload } from '../../http/read-upload.ts';
import type { DialectAnswer, DialectHost, DialectRequest } from '../dialect.ts';
import { answerMedia } from '../media-answer.ts';
import { presentLetsappRefusal } from './errors.ts';
import { type OwnRequest, ownRoute, param, succeed } from './mount.ts';
import { LETSAPP } from './name.ts';
import { presentMedia } from './present.ts';

export function mountMedia(host: DialectHost): void {
  ownRoute(host, { method: 'POST', url: '/api/media/upload' }, (request) => upload(host, request));
  host.route({
    dialect: LETSAPP,
    method: 'GET',
    url: '/api/media/:file_id',
    // By bearer, by `?token=`, or by the ticket of a signed link.
    auth: 'optional',
    presentRefusal: presentLetsappRefusal,
    handler: (request) => download(host, request),
  });
  ownRoute(host, { method: 'DELETE', url: '/api/media/:file_id' }, async (request) => {
    await deleteMedia(host.core, request.actor, param(request, 'file_id'));
    return succeed({ message: 'File deleted', file_id: param(request, 'file_id') });
  });
}

async function upload({ core }: DialectHost, { actor, raw }: OwnRequest): Promise<DialectAnswer> {
  const { content, fileName, claimedType } = await readUpload(raw);
  const media = await storeMedia(core, actor, { content, fileName, claimedType, purpose: 'message' });
  const { urls, ...facts } = presentMedia(media);
  const { ticket } = await makeMediaTicket(core, actor, media.id);
  const signed = `${urls.direct}?ticket=${encodeURIComponent(ticket)}`;
  return succeed({ message: 'File uploaded', ...facts, urls: { ...urls, signed } }, 201);
}

async function download({ core }: DialectHost, request: DialectRequest): Promise<DialectAnswer> {
  const fileId = param(request, 'file_id');
  const { ticket } = request.query;
  const actor = typeof ticket === 'string' ? await enterByMediaTicket(core, ticket, fileId) : request.actor;
  if (actor === null) {
    throw new CoreError('unauthenticated', 'This needs a token: Authorization: Bearer <token>, or a signed link.');
  }
  return answerMedia(core, actor, fileId, request);
}
