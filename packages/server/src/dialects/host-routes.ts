import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../core/actor.ts';
import { CoreError } from '../core/errors.ts';
import { hasNul, isDeeper } from '../core/input/plain-data.ts';
import type { DoorPass } from '../core/limits/rate-limits.ts';
import { authenticate } from '../core/sessions/authenticate.ts';
import type { DialectRequest, DialectRoute, Refusal } from './dialect.ts';
import type { HostParts } from './host-parts.ts';
import { failure, presentRefusal, toRefusal } from './refusal.ts';

const BODY_BYTES = 256 * 1024;
/** Deeper than any documented body. */
const DEEPEST = 12;

/** Mounts the routes of all dialects; those with the same method and path share one. */
export function mountRoutes(app: FastifyInstance, parts: HostParts, routes: readonly DialectRoute[]): void {
  const groups = new Map<string, DialectRoute[]>();
  for (const route of routes) {
    if (route.url === '/') continue;
    const key = `${route.method} ${route.url.replace(/:\w+/g, ':_')}`;
    groups.set(key, [...(groups.get(key) ?? []), route]);
  }
  for (const claimants of groups.values()) {
    const [first] = claimants as [DialectRoute];
    const names = paramNames(first.url);
    app.route({
      method: first.method,
      url: first.url.replace(/:\w+/g, (name) => `:p${names.indexOf(name.slice(1))}`),
      bodyLimit: Math.max(...claimants.map((claimant) => claimant.bodyLimit ?? BODY_BYTES)),
      handler: (request, reply) => answer(parts, claimants, request, reply),
    });
  }
}

/**
 * What `/` answers to programs. For browsers the web page lies there, so this is no route: two cannot share a path, and
 * whoever asks for HTML gets the page.
 */
export function mountFrontDoor(app: FastifyInstance, parts: HostParts, routes: readonly DialectRoute[]): void {
  const claimants = routes.filter((route) => route.url === '/' && route.method === 'GET');
  if (claimants.length === 0) return;
  app.addHook('onRequest', async (request, reply) => {
    if (request.method !== 'GET' || request.url.split('?')[0] !== '/') return;
    if (request.headers.accept?.includes('text/html') === true) return;
    return answer(parts, claimants, request, reply);
  });
}

function paramNames(url: string): string[] {
  return [...url.matchAll(/:(\w+)/g)].map((match) => match[1] as string);
}

async function answer(
  parts: HostParts,
  claimants: readonly DialectRoute[],
  raw: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  let chosen: DialectRoute | undefined = claimants.length === 1 ? claimants[0] : undefined;
  try {
    // Where any claimant needs an account, nobody without one learns which forms there are.
    const open = claimants.some((claimant) => claimant.auth !== 'user');
    const actor = await findActor(parts, claimants, raw);
    requirePlain(raw);
    if (actor === null && !open)
      throw new CoreError('unauthenticated', 'This needs a token: Authorization: Bearer <token>.');
    chosen = await choose(claimants, (claimant) => toRequest(claimant, raw, reply, actor));
    if (chosen === undefined) throw new CoreError('invalid_input', describeForms(claimants));
    const request = toRequest(chosen, raw, reply, actor);
    const result = await run(parts, chosen, request);
    if (result === 'hijacked') return reply;
    if (result.headers !== undefined) reply.headers(result.headers);
    return await reply.code(result.status ?? 200).send(result.body);
  } catch (fault) {
    const refusal = toRefusal(fault);
    if (refusal === undefined)
      parts.core.log.error({ err: fault, route: raw.routeOptions.url }, 'a dialect’s route failed');
    return sendRefusal(reply, chosen, refusal ?? failure);
  }
}

/** Whatever the route: not deeper than any document says, and storable. */
function requirePlain({ query, params, body }: FastifyRequest): void {
  if (isDeeper(body, DEEPEST))
    throw new CoreError('invalid_input', `The body is nested deeper than ${DEEPEST} levels.`);
  if (hasNul(query) || hasNul(params) || hasNul(body)) {
    throw new CoreError('invalid_input', 'The request holds a NUL character, which cannot be stored.');
  }
}

async function run(parts: HostParts, route: DialectRoute, request: DialectRequest) {
  if (route.auth === 'user' && request.actor === null) {
    throw new CoreError('unauthenticated', 'This needs a token: Authorization: Bearer <token>.');
  }
  const { actor, address } = request;
  const payer = { userId: actor?.userId ?? null, sessionId: actor?.sessionId ?? null, address };
  const verdict = parts.limits.takeCall(payer, route.cost ?? (route.method === 'GET' ? 'light' : 'write'));
  if (!verdict.allowed) throw tooMany(verdict.retryAfterMs);
  if (route.door === undefined) return route.handler(request);
  const pass: DoorPass = parts.limits.takeDoor(address, route.door(request));
  if (!pass.verdict.allowed) throw tooMany(pass.verdict.retryAfterMs);
  const result = await route.handler(request);
  pass.refund();
  return result;
}

export function tooMany(retryAfter: number): CoreError {
  return new CoreError('rate_limited', `Too many requests; try again in ${Math.ceil(retryAfter / 1000)} s.`, {
    retryAfter,
  });
}

/** The actor of the bearer token, or of the token in the query: compared like the rest, and never logged. */
async function findActor(
  { core }: HostParts,
  claimants: readonly DialectRoute[],
  raw: FastifyRequest,
): Promise<Actor | null> {
  if (claimants.every((claimant) => claimant.auth === 'none')) return null;
  const header = raw.headers.authorization;
  const fromQuery = (raw.query as Record<string, unknown>)['token'];
  const token = header === undefined ? fromQuery : (/^Bearer +(\S+)$/i.exec(header)?.[1] ?? '');
  if (token === undefined) return null;
  return authenticate(core, typeof token === 'string' ? token : '');
}

async function choose(
  claimants: readonly DialectRoute[],
  toOwn: (claimant: DialectRoute) => DialectRequest,
): Promise<DialectRoute | undefined> {
  for (const claimant of claimants) {
    if (claimant.accepts === undefined || (await claimant.accepts(toOwn(claimant)))) return claimant;
  }
  return undefined;
}

function toRequest(route: DialectRoute, raw: FastifyRequest, reply: FastifyReply, actor: Actor | null): DialectRequest {
  const values = raw.params as Record<string, string>;
  const params = Object.fromEntries(paramNames(route.url).map((name, index) => [name, values[`p${index}`] ?? '']));
  return { params, query: raw.query as Record<string, unknown>, body: raw.body, actor, address: raw.ip, raw, reply };
}

function describeForms(claimants: readonly { dialect: string; form?: string }[]): string {
  const forms = claimants
    .filter((claimant) => claimant.form !== undefined)
    .map((claimant) => `${claimant.form} (${claimant.dialect})`);
  return `The request has none of the accepted forms: ${forms.join('; ')}.`;
}

function sendRefusal(reply: FastifyReply, route: DialectRoute | undefined, refusal: Refusal): FastifyReply {
  if (reply.raw.headersSent) {
    reply.raw.destroy();
    return reply;
  }
  if (refusal.retryAfter !== undefined) reply.header('Retry-After', Math.max(1, Math.ceil(refusal.retryAfter / 1000)));
  if (refusal.status === 401) reply.header('WWW-Authenticate', 'Bearer');
  return reply.code(refusal.status).send((route?.presentRefusal ?? presentRefusal)(refusal));
}
