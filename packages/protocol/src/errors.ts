/**
 * The catalogue of v1 errors. Each answer that fails is an RFC 9457 problem whose `code` is a key of this table.
 * Statuses and titles are fixed per code; `detail` says what was wrong in this very request.
 */
export const errorCatalogue = {
  invalid_input: { status: 400, title: 'The request does not have the documented shape.' },
  malformed_body: { status: 400, title: 'The body could not be parsed.' },
  token_invalid: { status: 400, title: 'The sync token was not issued by this installation.' },
  unauthenticated: { status: 401, title: 'The request needs a valid access token.' },
  credentials_wrong: { status: 401, title: 'The user name or the password is wrong.' },
  session_ended: { status: 401, title: 'The session has ended; log in again.' },
  forbidden: { status: 403, title: 'The account may not do this.' },
  blocked: { status: 403, title: 'One of the two people has blocked the other.' },
  content_refused: { status: 403, title: 'The conversation’s policy refuses this text.' },
  silenced: { status: 403, title: 'Moderators have muted the account in this conversation.' },
  door_closed: { status: 403, title: 'This way in is switched off on this installation.' },
  origin_refused: { status: 403, title: 'The page’s origin is not on the allow-list.' },
  not_found: { status: 404, title: 'There is no such thing, or the account may not see it.' },
  method_not_allowed: { status: 405, title: 'The path exists, the method does not.' },
  request_timeout: { status: 408, title: 'The request did not arrive in time.' },
  conflict: { status: 409, title: 'The present state does not allow this.' },
  name_taken: { status: 409, title: 'The name is already in use.' },
  client_id_reused: { status: 409, title: 'The client id was used for another message.' },
  key_reused: { status: 409, title: 'The idempotency key was used for another request.' },
  revision_conflict: { status: 409, title: 'The message was edited meanwhile.' },
  payload_too_large: { status: 413, title: 'The body is larger than this route accepts.' },
  unsupported_media_type: { status: 415, title: 'The content type is not accepted here.' },
  rate_limited: { status: 429, title: 'Too many requests; wait and try again.' },
  headers_too_large: { status: 431, title: 'The headers are larger than the server accepts.' },
  internal: { status: 500, title: 'The server failed; the cause is in its log.' },
  unavailable: { status: 503, title: 'The server cannot do this right now; try again.' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ErrorCode = keyof typeof errorCatalogue;

/** An RFC 9457 problem. `field` is a JSON pointer into the input; `retry_after_ms` says when to try again. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: ErrorCode;
  detail: string;
  field?: string;
  retry_after_ms?: number;
  /** The present state, where it helps to go on: the stored message after a revision conflict. */
  current?: unknown;
  request_id?: string;
}

/** Why the server closed a connection: the `reason` of a `bye`, and what the client should do. */
export const closeReasons = {
  behind: 'The client read too slowly; reconnect with the last token.',
  draining: 'The server is stopping; reconnect after retry_after_ms.',
  session_ended: 'The session was ended; log in again.',
  overloaded: 'Too many connections; reconnect after retry_after_ms.',
} as const;

export type CloseReason = keyof typeof closeReasons;
