/** Thrown by a job’s handler to say more than that it failed. Its text may be shown to the person concerned. */
export class JobFault extends Error {
  override readonly name = 'JobFault';
  /** Milliseconds after which a retry can succeed, as a service asked for; null: the usual wait. */
  readonly retryAfter: number | null;
  /** true: no retry can succeed; the job goes to the dead letters at once. */
  readonly final: boolean;

  constructor(message: string, { retryAfter = null, final = false }: { retryAfter?: number | null; final?: boolean }) {
    super(message);
    this.retryAfter = retryAfter;
    this.final = final;
  }
}
