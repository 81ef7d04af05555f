import Type from 'typebox';
import { done, id } from './inputs.ts';
import { operation } from './operation.ts';

const media = { media_id: id };

/** Files. Their bytes travel by `POST /v1/media` and `GET /v1/media/{media_id}`, which are no JSON. */
export const mediaOperations = {
  'media.ticket': operation('POST', '/v1/media/{media_id}/ticket', {
    summary: 'An address that opens this one file for ten minutes, for pages that cannot send headers.',
    status: 201,
    cost: 'light',
    params: media,
    result: Type.Object({ ticket: Type.String(), url: Type.String(), expires_at: Type.Integer() }),
  }),
  'media.delete': operation('DELETE', '/v1/media/{media_id}', {
    summary: 'Delete a file of mine for all; messages that carried it show that it is gone.',
    params: media,
    result: done,
  }),
};
