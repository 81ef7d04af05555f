import { statfs } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';
import { AggregatorRegistry, Counter, Gauge, type Registry } from 'prom-client';
import type { AiListener } from '../core/ai/ai-monitor.ts';
import { CoreError } from '../core/errors.ts';
import type { CommittedBatch } from '../core/events.ts';
import type { JobRunListener } from '../core/outbox/job-run.ts';
import type { Store } from '../core/store.ts';
import type { LinkStatus } from '../realtime/nodes/node-link.ts';
import { mountAiMetrics } from './ai-metrics.ts';
import { type FrontStatus, mountFrontMetrics } from './front-metrics.ts';
import { mountJobMetrics } from './job-metrics.ts';
import { mountNodeMetrics } from './node-metrics.ts';
import { makeProcessRegistry } from './process-registry.ts';

/** Below this the disk counts as full: a database needs room to finish what it began. */
const LEAST_FREE_BYTES = 64 * 1024 * 1024;

export interface OperationParts {
  store: Store;
  dataFolder: string;
  connections: () => number;
  draining: () => boolean;
  /** Where the runs of this process’s jobs are heard. */
  onJobRun: (listener: JobRunListener) => void;
  /** Where it is heard what outside services do. */
  onAiActivity: (listener: AiListener) => void;
  /** How this node does among others; undefined where there cannot be others. */
  nodes: (() => LinkStatus) | undefined;
  /** The processes that hold the connections of this one; undefined where it holds them itself. */
  fronts: (() => FrontStatus | undefined) | undefined;
  /** Asks the other processes behind the same port; undefined where there are none. */
  askSiblings: ((path: string) => Promise<unknown[]>) | undefined;
}

/** `/health` (alive), `/ready` (can serve), `/metrics` (Prometheus text format). */
export function mountOperation(app: FastifyInstance, parts: OperationParts): void {
  app.get('/health', async () => ({ status: 'healthy', service: 'parlance' }));
  app.get('/ready', async (_request, reply) => {
    const reason = await findReason(parts);
    // Without its bus a node serves all the same: it hears the others through the database.
    const bus = parts.nodes === undefined ? {} : { bus: parts.nodes().connected ? 'connected' : 'away' };
    if (reason === undefined) return { status: 'ready', ...bus };
    return reply.code(503).header('Retry-After', '5').send({ status: 'unavailable', reason });
  });
  const registry = makeRegistry(parts);
  app.get('/metrics', async (request, reply) => {
    // Whichever process is asked answers for all of them; `scope=process` is how they ask each other.
    const isOwn = (request.query as { scope?: unknown }).scope === 'process';
    if (isOwn) return registry.getMetricsAsJSON();
    const siblings = (await parts.askSiblings?.('/metrics?scope=process')) ?? [];
    const all = siblings.length === 0 ? registry : addUp([await registry.getMetricsAsJSON(), ...siblings]);
    return reply.type(registry.contentType).send(await all.metrics());
  });
}

/** Adds up what several processes count; gauges that are the same for all say how. */
function addUp(metrics: unknown[]): Registry {
  return AggregatorRegistry.aggregate(metrics as object[]);
}

/** Why the server cannot serve now; undefined when it can. */
async function findReason({ store, dataFolder, draining }: OperationParts): Promise<string | undefined> {
  if (draining()) return 'the server is stopping';
  try {
    const disk = await statfs(dataFolder);
    if (disk.bavail * disk.bsize < LEAST_FREE_BYTES) return 'the disk is full';
    await store.check();
    return undefined;
  } catch (fault) {
    return fault instanceof CoreError ? fault.message : 'the database cannot be written';
  }
}

function makeRegistry({ store, connections, onJobRun, onAiActivity, nodes, fronts }: OperationParts): Registry {
  const registry = makeProcessRegistry();
  new Gauge({
    name: 'parlance_connections',
    help: 'Connections that hear events now.',
    registers: [registry],
    collect() {
      this.set(connections());
    },
  });
  const commits = new Counter({ name: 'parlance_commits_total', help: 'Durable commits.', registers: [registry] });
  const events = new Counter({
    name: 'parlance_events_total',
    help: 'Committed events by type.',
    labelNames: ['type'],
    registers: [registry],
  });
  store.onCommitted((batches: readonly CommittedBatch[]) => {
    commits.inc(batches.length);
    for (const batch of batches) for (const event of batch.events) events.inc({ type: event.type });
  });
  mountJobMetrics(registry, store, onJobRun);
  mountAiMetrics(registry, onAiActivity);
  if (nodes !== undefined) mountNodeMetrics(registry, nodes, () => store.elsewhere?.heldFor() ?? 0);
  if (fronts !== undefined) mountFrontMetrics(registry, fronts);
  return registry;
}
