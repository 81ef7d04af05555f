import { randomUUID } from 'node:crypto';
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import type { Logger } from 'pino';
import { answerClientFault, answerFrameworkFault } from './failures.ts';
import { httpLimits } from './http-limits.ts';
import type { Origins } from './origins.ts';
import { closeSilentConnections } from './silent-connections.ts';

export interface HttpOptions {
  log: Logger;
  origins: Origins;
  trustProxy: boolean | number | string | string[];
}

/** What may run and load on our own pages: only what this server serves. */
const PAGE_POLICY =
  "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; style-src 'self' 'unsafe-inline'; " +
  "connect-src 'self' ws: wss:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** The HTTP server with what holds for every route: timeouts, size limits, origins, security headers, request ids. */
export function makeHttpServer({ log, origins, trustProxy }: HttpOptions): FastifyInstance {
  const app = fastify({
    loggerInstance: log as FastifyBaseLogger,
    genReqId: () => randomUUID(),
    trustProxy: trustProxy as never,
    requestTimeout: httpLimits.requestTimeout,
    keepAliveTimeout: httpLimits.keepAliveTimeout,
    bodyLimit: 256 * 1024,
    logController: new LogController({ disableRequestLogging: true }),
    routerOptions: { maxParamLength: 600, ignoreTrailingSlash: true },
    return503OnClosing: true,
    frameworkErrors: answerFrameworkFault as never,
    clientErrorHandler: (fault, socket) => answerClientFault(fault, socket),
    forceCloseConnections: 'idle',
  });
  acceptEmptyBodies(app);
  closeSilentConnections(app);
  app.server.headersTimeout = httpLimits.headersTimeout;
  app.server.maxHeadersCount = httpLimits.maxHeadersCount;
  app.addHook('onRequest', async (request, reply) => guard(origins, request, reply));
  app.addHook('onResponse', async (request, reply) => {
    const fields = {
      method: request.method,
      route: request.routeOptions.url,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    };
    request.log.debug(fields, 'request');
  });
  return app;
}

/** A client that always names JSON and sends nothing means no body; everything else is Fastify’s own strict parser. */
function acceptEmptyBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser(['text/plain', 'application/json']);
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parse(request, body as string, done);
  });
}

async function guard(origins: Origins, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { origin, host } = request.headers;
  reply.headers({
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Content-Security-Policy': PAGE_POLICY,
    'X-Frame-Options': 'DENY',
    'X-Request-Id': request.id,
  });
  if (!origins.allowsHost(host) || !origins.allows(origin, host)) {
    const refused = origin ?? `the host ${host}`;
    await reply.code(403).send({
      type: '/docs/errors#origin_refused',
      title: 'The page’s origin is not on the allow-list.',
      status: 403,
      code: 'origin_refused',
      detail: `Pages of ${refused} may not call this server; ALLOWED_ORIGINS lists those that may.`,
    });
    return;
  }
  if (origin === undefined) return;
  reply.header('Access-Control-Allow-Origin', origin);
  reply.header('Vary', 'Origin');
  reply.header(
    'Access-Control-Expose-Headers',
    'RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After, X-Request-Id',
  );
  if (request.method !== 'OPTIONS') return;
  reply.header('Access-Control-Allow-Methods', 'GET, POST, PUT, PATCH, DELETE');
  reply.header(
    'Access-Control-Allow-Headers',
    'Authorization, Content-Type, Idempotency-Key, Last-Event-ID, X-Requested-With',
  );
  reply.header('Access-Control-Max-Age', '600');
  await reply.code(204).send();
}
