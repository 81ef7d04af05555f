import type { FastifyInstance } from 'fastify';

/**
 * COMPAT(direct): its clients also send `application/x-www-form-urlencoded`. For the routes of dialects alone: v1 takes
 * JSON and nothing else. A name that is given several times has its last value.
 */
export function acceptForms(scope: FastifyInstance): void {
  scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    done(null, Object.fromEntries(new URLSearchParams(body as string)));
  });
}
