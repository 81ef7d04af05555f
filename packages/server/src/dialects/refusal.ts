import { CoreError, type CoreErrorCode } from '../core/errors.ts';
import type { Refusal } from './dialect.ts';

/** The status of each refusal, as the five documents use them. */
const statuses: Record<CoreErrorCode, number> = {
  invalid_input: 400,
  token_invalid: 400,
  unauthenticated: 401,
  credentials_wrong: 401,
  session_ended: 401,
  forbidden: 403,
  blocked: 403,
  content_refused: 403,
  silenced: 403,
  door_closed: 403,
  not_found: 404,
  conflict: 409,
  name_taken: 409,
  client_id_reused: 409,
  key_reused: 409,
  revision_conflict: 409,
  payload_too_large: 413,
  unsupported_media_type: 415,
  rate_limited: 429,
  unavailable: 503,
};

/** A fault as a refusal; undefined for what is no refusal but a failure, whose text stays in the log. */
export function toRefusal(fault: unknown): Refusal | undefined {
  if (!(fault instanceof CoreError)) return undefined;
  const { retryAfter } = fault.extras;
  return {
    status: statuses[fault.code],
    code: fault.code,
    sentence: fault.message,
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

export const failure: Refusal = { status: 500, code: 'internal', sentence: 'Something failed inside the server.' };

/** The same sentence under every key that those clients look for. */
export function presentRefusal({ sentence }: Refusal): Record<string, unknown> {
  return { error: sentence, message: sentence, detail: sentence };
}
