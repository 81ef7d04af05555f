import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

const WEB_FOLDER = fileURLToPath(new URL('../../../web/dist/', import.meta.url));

/** Serves the web client at `/`; its assets have a hash in their names and never change. */
export async function mountPages(app: FastifyInstance): Promise<boolean> {
  if (!existsSync(WEB_FOLDER)) return false;
  await app.register(fastifyStatic, {
    root: WEB_FOLDER,
    prefix: '/',
    wildcard: false,
    cacheControl: false,
    setHeaders: (response, path) => {
      response.header('Cache-Control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  return true;
}
