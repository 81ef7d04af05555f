import { Gauge, Histogram, type Registry } from 'prom-client';
import type { JobRunListener } from '../core/outbox/job-run.ts';
import type { Store } from '../core/store.ts';

/** Jobs take from moments to minutes; in seconds. */
const BUCKETS = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300];

/** What waits in the outbox, and how long each run took. `onJobRun` hears the runs of this process. */
export function mountJobMetrics(registry: Registry, store: Store, onJobRun: (listener: JobRunListener) => void): void {
  new Gauge({
    name: 'parlance_jobs',
    help: 'Jobs in the outbox by kind and state, of all nodes; those that are done are not counted.',
    labelNames: ['kind', 'state'],
    aggregator: 'max',
    registers: [registry],
    async collect() {
      // While the database cannot be read there is no number: an old one would be taken for the present one.
      const counts = await store.jobs.countOpen().catch(() => []);
      this.reset();
      for (const { kind, state, count } of counts) this.set({ kind, state }, count);
    },
  });
  const runs = new Histogram({
    name: 'parlance_job_run_seconds',
    help: 'Runs of jobs in this process by kind and outcome.',
    labelNames: ['kind', 'outcome'],
    buckets: BUCKETS,
    registers: [registry],
  });
  onJobRun(({ kind, outcome, milliseconds }) => runs.observe({ kind, outcome }, milliseconds / 1_000));
}
