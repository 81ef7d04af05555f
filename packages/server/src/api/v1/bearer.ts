import type { Actor } from '../../core/actor.ts';
import type { CoreContext } from '../../core/context.ts';
import { authenticate } from '../../core/sessions/authenticate.ts';

/** The actor of an `Authorization: Bearer` header; null without one. Throws when there is one that does not hold. */
export async function actorOf(core: CoreContext, header: string | undefined): Promise<Actor | null> {
  if (header === undefined) return null;
  const match = /^Bearer +(\S+)$/i.exec(header);
  return authenticate(core, match?.[1] ?? '');
}
