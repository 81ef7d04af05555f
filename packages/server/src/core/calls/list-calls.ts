import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { requireCall } from './access.ts';
import type { Call } from './call.ts';

/** The actor’s calls that started before `before` (epoch milliseconds), newest first. */
export function listCalls(core: CoreContext, actor: Actor, before: number, limit: number): Promise<Call[]> {
  return core.store.calls.listOf(actor.userId, before, limit);
}

export function getCall(core: CoreContext, actor: Actor, callId: string): Promise<Call> {
  return requireCall(core.store, actor, callId);
}
