import { errorCatalogue } from '@parlance/protocol';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';

const DOCS_POLICY =
  "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; " +
  "frame-ancestors 'none'";

/** The API’s own descriptions, generated from its schemas. */
export interface Descriptions {
  openApi: object;
  asyncApi: object;
}

/** Headers of one hop, which the outer answer has of its own. */
const OWN_HEADERS = new Set(['connection', 'date', 'keep-alive', 'transfer-encoding']);

/**
 * `/docs`: the API to read and try, all assets local; `/docs/json`, `/docs/asyncapi.json`, `/docs/errors`. Made with the
 * first question: most starts are not followed by one, and nobody who starts a server waits for it.
 */
export function mountDocs(app: FastifyInstance, describe: () => Descriptions): void {
  let site: Promise<FastifyInstance> | undefined;
  const show = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    site ??= makeSite(describe());
    const answer = await (await site).inject({ method: 'GET', url: request.url, headers: request.headers });
    if (answer.statusCode === 404) return reply.callNotFound();
    const headers = Object.entries(answer.headers).filter(([name]) => !OWN_HEADERS.has(name));
    await reply.code(answer.statusCode).headers(Object.fromEntries(headers)).send(answer.rawPayload);
  };
  app.get('/docs', show);
  app.get('/docs/*', show);
  app.addHook('onClose', async () => (await site)?.close());
}

async function makeSite({ openApi, asyncApi }: Descriptions): Promise<FastifyInstance> {
  const [swagger, swaggerUi] = await Promise.all([import('@fastify/swagger'), import('@fastify/swagger-ui')]);
  const site = fastify({ routerOptions: { ignoreTrailingSlash: true } });
  site.get('/docs/asyncapi.json', async (_request, reply) => reply.type('application/json').send(asyncApi));
  site.get('/docs/errors', async (_request, reply) => reply.type('text/html; charset=utf-8').send(errorPage()));
  await site.register(swagger.default, { mode: 'static', specification: { document: openApi as never } });
  await site.register(swaggerUi.default, {
    routePrefix: '/docs',
    // The package’s own would send plain-HTTP visitors to HTTPS and let pictures of another host in.
    staticCSP: DOCS_POLICY,
    uiConfig: { docExpansion: 'none', layout: 'BaseLayout' },
    theme: { title: 'Parlance v1' },
  });
  await site.ready();
  return site;
}

/** Where the `type` of every problem leads. */
function errorPage(): string {
  const rows = Object.entries(errorCatalogue).map(
    ([code, { status, title }]) =>
      `<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td>${title}</td></tr>`,
  );
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Parlance: errors</title>
<style>body{font:16px/1.5 system-ui;margin:2rem auto;max-width:60rem;padding:0 1rem}td{padding:.3rem 1rem .3rem 0;vertical-align:top}
:target{background:#fff3bf;color:#111}</style>
<h1>Errors</h1><p>Every failure is a problem (RFC 9457) with one of these codes.</p><table>${rows.join('\n')}</table></html>`;
}
