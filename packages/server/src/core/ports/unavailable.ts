import { CoreError } from '../errors.ts';

/** What an integration refuses with when it cannot answer now. `retryAfter`: milliseconds after which a retry can succeed. */
export function unavailable(detail: string, retryAfter: number): CoreError {
  return new CoreError('unavailable', detail, { retryAfter });
}
