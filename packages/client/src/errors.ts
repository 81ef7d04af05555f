import type { ErrorCode, Problem } from '@parlance/protocol';

/** `network`: no answer came, the outcome is unknown. `signed_out`: there are no credentials to call with. */
export type ClientErrorCode = ErrorCode | 'network' | 'signed_out';

/** Every failure of the SDK. `problem` is the server's own answer; null (and status 0) where there was none. */
export class ParlanceError extends Error {
  readonly code: ClientErrorCode;
  readonly status: number;
  readonly detail: string;
  readonly problem: Problem | null;

  constructor(code: ClientErrorCode, detail: string, problem: Problem | null = null) {
    super(`${code}: ${detail}`);
    this.name = 'ParlanceError';
    this.code = code;
    this.status = problem?.status ?? 0;
    this.detail = detail;
    this.problem = problem;
  }

  static of(problem: Problem): ParlanceError {
    return new ParlanceError(problem.code, problem.detail ?? problem.title, problem);
  }

  static network(detail: string): ParlanceError {
    return new ParlanceError('network', detail);
  }

  /** Whether the same request may succeed later: no answer, a server fault, or a limit. */
  get retryable(): boolean {
    return this.code === 'network' || this.status >= 500 || this.status === 429 || this.status === 408;
  }

  get retryAfterMs(): number | undefined {
    return this.problem?.retry_after_ms;
  }
}

/** Anything thrown, as the SDK's own error. */
export function toParlanceError(thrown: unknown): ParlanceError {
  if (thrown instanceof ParlanceError) return thrown;
  return ParlanceError.network(thrown instanceof Error ? thrown.message : String(thrown));
}
