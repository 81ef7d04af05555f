export type InterruptionCause = 'timeout' | 'lease_lost' | 'stopping';

const TEXTS: Record<InterruptionCause, string> = {
  timeout: 'The job took too long.',
  lease_lost: 'Another worker has taken the job over.',
  stopping: 'The server is stopping.',
};

/** Why a run was told to end; the reason of its signal. */
export class Interruption extends Error {
  override readonly name = 'Interruption';
  readonly why: InterruptionCause;

  constructor(why: InterruptionCause) {
    super(TEXTS[why]);
    this.why = why;
  }
}
