import { toParlanceError } from '../errors.ts';
import type { Closing } from './connection.ts';

/** Why a connection over HTTP failed, as the supervisor wants to hear it. */
export function toRefusal(thrown: unknown): Closing {
  const error = toParlanceError(thrown);
  const retryAfterMs = error.retryAfterMs;
  return {
    reason: error.problem === null ? error.detail : error.code,
    ...(error.problem === null ? {} : { problem: error.problem }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}
