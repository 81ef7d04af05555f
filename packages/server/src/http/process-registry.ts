import { collectDefaultMetrics, Registry } from 'prom-client';

/**
 * Milliseconds between two looks at the event loop. Node counts them as lag, too, so dashboards and alerts take them off. With
 * prom-client’s 10 the looks alone take 1 % of a core, of a server that has nothing to do as well.
 */
const LOOKS_EVERY = 100;

/** A registry with what is measured of every process. */
export function makeProcessRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LOOKS_EVERY });
  return registry;
}
