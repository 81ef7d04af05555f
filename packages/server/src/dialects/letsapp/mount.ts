import type { Actor } from '../../core/actor.ts';
import type { DialectAnswer, DialectHost, DialectRequest, DialectRoute } from '../dialect.ts';
import { presentLetsappRefusal } from './errors.ts';
import { LETSAPP } from './name.ts';

type RouteDefinition = Omit<DialectRoute, 'dialect' | 'presentRefusal' | 'auth' | 'handler'>;

export interface OwnRequest extends DialectRequest {
  actor: Actor;
}

/** A route that needs no account. */
export function openRoute(
  host: DialectHost,
  route: RouteDefinition,
  handler: (request: DialectRequest) => Promise<DialectAnswer>,
): void {
  host.route({ ...route, dialect: LETSAPP, auth: 'none', presentRefusal: presentLetsappRefusal, handler });
}

/** A route for whoever is logged in. */
export function ownRoute(
  host: DialectHost,
  route: RouteDefinition,
  handler: (request: OwnRequest) => Promise<DialectAnswer>,
): void {
  host.route({
    ...route,
    dialect: LETSAPP,
    auth: 'user',
    presentRefusal: presentLetsappRefusal,
    // The host has answered 401 to whoever has no account.
    handler: (request) => handler(request as OwnRequest),
  });
}

export function succeed(body: Record<string, unknown>, status = 200): DialectAnswer {
  return { status, body: { success: true, ...body } };
}

export function param(request: DialectRequest, name: string): string {
  return request.params[name] ?? '';
}
