/**
 * How one run of a job ended. lost: its lease had run out and another worker took over, or it did not heed its signal
 * and was left alone.
 */
export type JobOutcome = 'done' | 'retried' | 'dead' | 'handed_back' | 'lost';

/** Told after every run, for the metrics. */
export interface JobRun {
  kind: string;
  outcome: JobOutcome;
  milliseconds: number;
}

export type JobRunListener = (run: JobRun) => void;
