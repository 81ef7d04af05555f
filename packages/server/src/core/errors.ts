/**
 * What a core action refuses with. The codes are those of v1's catalogue that a rule can cause;
 * each edge has one table from codes to its own statuses and bodies.
 */
export type CoreErrorCode =
  | 'invalid_input'
  | 'token_invalid'
  | 'unauthenticated'
  | 'credentials_wrong'
  | 'session_ended'
  | 'forbidden'
  | 'blocked'
  | 'content_refused'
  | 'silenced'
  | 'door_closed'
  | 'not_found'
  | 'conflict'
  | 'name_taken'
  | 'client_id_reused'
  | 'key_reused'
  | 'revision_conflict'
  | 'payload_too_large'
  | 'unsupported_media_type'
  | 'rate_limited'
  | 'unavailable';

export interface CoreErrorExtras {
  /** JSON pointer into the input. */
  field?: string;
  /** Milliseconds after which a retry can succeed. */
  retryAfter?: number;
  /** The present state, for conflicts. */
  current?: unknown;
}

/** A refusal that the caller is told about in full; any other error is a fault and stays in the log. */
export class CoreError extends Error {
  override readonly name = 'CoreError';
  readonly code: CoreErrorCode;
  readonly extras: CoreErrorExtras;

  constructor(code: CoreErrorCode, detail: string, extras: CoreErrorExtras = {}) {
    super(detail);
    this.code = code;
    this.extras = extras;
  }
}

/** The one answer for things that are absent and things that may not be seen, so that neither can be told apart. */
export function notFound(what: string, id: string): CoreError {
  return new CoreError('not_found', `There is no ${what} “${id.slice(0, 80)}” that you may see.`);
}
