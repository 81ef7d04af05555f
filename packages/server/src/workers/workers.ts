import type { JobRunListener } from '../core/outbox/job-run.ts';
import type { JobHandlers, Lane } from './handler.ts';
import { Worker, type WorkerOptions } from './worker.ts';

/** Patient jobs wait for others and cost next to nothing meanwhile: so many more of them run at a time. */
const PATIENT_FACTOR = 4;

/** The workers of a node, one for each lane: answers that take a minute keep nobody’s translation waiting. */
export class Workers {
  readonly #workers: readonly Worker[];

  /** `concurrency`: how many brisk jobs run at a time. */
  constructor(options: Pick<WorkerOptions, 'core' | 'handlers' | 'concurrency'>) {
    const { core, handlers, concurrency } = options;
    this.#workers = [
      new Worker({ core, handlers: inLane(handlers, 'brisk'), concurrency }),
      new Worker({ core, handlers: inLane(handlers, 'patient'), concurrency: concurrency * PATIENT_FACTOR }),
    ];
  }

  /** Tells of every run that ended. */
  onRun(listener: JobRunListener): void {
    for (const worker of this.#workers) worker.onRun(listener);
  }

  start(): void {
    for (const worker of this.#workers) worker.start();
  }

  /** Takes no more jobs, lets the running ones finish for a while, and hands back what does not. */
  async stop(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.stop()));
  }
}

function inLane(handlers: JobHandlers, lane: Lane): JobHandlers {
  return new Map([...handlers].filter(([, handler]) => (handler.lane ?? 'brisk') === lane));
}
