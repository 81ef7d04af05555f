import type { Input, OperationId, Result } from '@parlance/protocol';
import type { Actor } from '../../core/actor.ts';
import type { CoreContext } from '../../core/context.ts';
import type { PresenceWatch } from '../../realtime/presence-watch.ts';
import type { Waiter } from '../../realtime/waiter.ts';

/** What this installation says about itself. */
interface ServerInfo {
  name: string;
  version: string;
  externalLogin: boolean;
  dialects: readonly string[];
  bodyBytes: number;
}

/** What v1 works with, beside the core. */
export interface V1Context {
  core: CoreContext;
  info: ServerInfo;
  watch: PresenceWatch;
  waiter: Waiter;
}

/** Who calls. */
export interface Caller {
  actor: Actor | null;
  address: string | null;
  /** Ends when the client has gone. */
  signal?: AbortSignal;
  /** Which other process holds the client’s connection, where it is not this one. */
  via?: string | undefined;
}

/** Operations without a token get no actor; all others get one that authentication has made. */
type OpenOperation = 'server.info' | 'auth.register' | 'auth.login' | 'auth.guest' | 'auth.external' | 'auth.refresh';

type Handler<Id extends OperationId> = (
  context: V1Context,
  actor: Id extends OpenOperation ? Actor | null : Actor,
  input: Input<Id>,
  caller: Caller,
) => Promise<Result<Id>>;

export type Handlers<Id extends OperationId> = { [K in Id]: Handler<K> };

export const done = { ok: true } as const;
