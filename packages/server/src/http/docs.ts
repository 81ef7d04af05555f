import fastifySwagger from '@fastify/swagger';
import fastifySwaggerUi from '@fastify/swagger-ui';
import { errorCatalogue } from '@parlance/protocol';
import type { FastifyInstance } from 'fastify';

const DOCS_POLICY =
  "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; " +
  "frame-ancestors 'none'";

/** The API’s own descriptions, generated from its schemas. */
export interface Descriptions {
  openApi: object;
  asyncApi: object;
}

/** `/docs`: the API to read and try, all assets local; `/docs/json`, `/docs/asyncapi.json`, `/docs/errors`. */
export async function mountDocs(app: FastifyInstance, { openApi, asyncApi }: Descriptions): Promise<void> {
  app.get('/docs/asyncapi.json', async (_request, reply) => reply.type('application/json').send(asyncApi));
  app.get('/docs/errors', async (_request, reply) => reply.type('text/html; charset=utf-8').send(errorPage()));
  await app.register(fastifySwagger, { mode: 'static', specification: { document: openApi as never } });
  await app.register(fastifySwaggerUi, {
    routePrefix: '/docs',
    // The package’s own would send plain-HTTP visitors to HTTPS and let pictures of another host in.
    staticCSP: DOCS_POLICY,
    uiConfig: { docExpansion: 'none', layout: 'BaseLayout' },
    theme: { title: 'Parlance v1' },
  });
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
