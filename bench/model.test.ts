import { describe, expect, test } from 'vitest';
import { nodeShare, reckon } from './model/capacity.mjs';
import { type Costs, fitCosts } from './model/fit-costs.mjs';
import { fitNonNegative } from './model/least-squares.mjs';
import { readReport } from './model/read-report.mjs';
import { Simulation } from './model/simulation.mjs';
import { writesPerSecond } from './model/writes.mjs';
import type { StepResult, WorkloadId, WorkloadResult } from './types.ts';

const costs: Costs = {
  message: 60e-6,
  delivery: 0.4e-6,
  write: 6e-6,
  heard: 10e-6,
  reconnect: 1e-3,
  databaseMessage: 100e-6,
  commitSeconds: 0.002,
  connectionBytes: 20_000,
  processBytes: 150e6,
  error: 0,
  steps: 0,
};
const load = { connected: 100_000, messagesPerUserHour: 10, audience: 5, reconnectsPerUserHour: 2 };
const options = { clients: 100, pairs: 500, awayClients: 2000 };

function toStep(rate: number, audience: number, connections: number, nodes: number): StepResult {
  const deliveries = rate * audience;
  const { commitSeconds } = costs;
  const writes = writesPerSecond({ messages: rate, deliveries, connections, commitSeconds });
  const cpu = rate * (costs.message + costs.heard * (nodes - 1)) + deliveries * costs.delivery + writes * costs.write;
  return {
    rate,
    seconds: 2,
    deliveriesPerSecond: deliveries,
    acksPerSecond: rate,
    serverCpuSeconds: cpu * 2,
    otherShare: rate * costs.databaseMessage,
    refused: 0,
    nodes,
  } as StepResult;
}

function toResult(workload: WorkloadId, steps: StepResult[]): WorkloadResult {
  return { target: 'parlance-postgres', workload, repeat: 1, figures: [], notes: [], steps };
}

describe('the capacity model', () => {
  test('finds the costs that made the steps', () => {
    const rates = [100, 400, 1_000, 2_500, 6_000, 12_000];
    const results = [
      toResult(
        'A',
        rates.map((rate) => toStep(rate, 100, 100, 1)),
      ),
      toResult(
        'B',
        rates.map((rate) => toStep(rate, 2, 1_000, 1)),
      ),
      toResult(
        'G',
        rates.map((rate) => toStep(rate, 100, 100, 2)),
      ),
    ];
    const found = fitCosts({ options, results }, 'parlance-postgres');
    expect(found.commitSeconds).toBe(costs.commitSeconds);
    for (const key of ['message', 'delivery', 'write', 'heard', 'databaseMessage'] as const) {
      expect(found[key] / costs[key], key).toBeCloseTo(1, 1);
    }
    expect(found.error).toBeLessThan(0.01);
  });

  test('weights are never negative', () => {
    const [one, other] = fitNonNegative([
      { features: [1, 1], value: 1 },
      { features: [1, 2], value: 0.5 },
    ]);
    expect(one).toBeGreaterThan(0);
    expect(other).toBe(0);
  });

  test('a report without enough steps is refused in words', () => {
    expect(() => fitCosts({ options, results: [] }, 'parlance')).toThrow(/has 0 usable steps of parlance; run A/);
  });

  test('what comes together is written together, and never more often than there are deliveries', () => {
    const slow = { messages: 1, deliveries: 100, connections: 100, commitSeconds: 0.002 };
    expect(writesPerSecond(slow)).toBeLessThanOrEqual(100);
    const fast = { ...slow, messages: 10_000, deliveries: 1_000_000 };
    expect(writesPerSecond(fast)).toBeLessThan(100_000);
    expect(writesPerSecond({ ...slow, messages: 0, deliveries: 0 })).toBe(0);
  });

  test('more people need more, and no node is asked for more than it may give', () => {
    let before = 0;
    for (const connected of [1_000, 100_000, 1_000_000, 10_000_000]) {
      const need = reckon(costs, { ...load, connected });
      expect(need.allNodes).toBeGreaterThan(before);
      expect(need.cores).toBeLessThanOrEqual(0.6);
      before = need.allNodes;
    }
    expect(reckon(costs, { ...load, connected: 10_000_000 }).cells).toBeGreaterThan(1);
  });

  test('reads the newest report of the repository, and finds costs in it that can be', () => {
    const found = fitCosts(readReport(), 'parlance-postgres');
    expect(found.message).toBeGreaterThan(1e-6);
    expect(found.message).toBeLessThan(5e-3);
    expect(found.error).toBeLessThan(0.5);
  });
});

describe('the simulation', () => {
  const plan = {
    load: { ...load, connected: 20_000 },
    happenings: [{ at: 20, what: 'nodeFails' as const }],
    seed: 7,
    spare: 2,
  };
  const run = (changed: Partial<typeof plan> = {}, seconds = 60) => {
    const simulation = new Simulation(costs, { ...plan, ...changed });
    return Array.from({ length: seconds }, () => simulation.step());
  };

  test('is the same with the same seed, and another with another', () => {
    expect(run()).toEqual(run());
    expect(run()).not.toEqual(run({ seed: 8 }));
  });

  test('whoever loses a node comes back to another, and nobody is lost or doubled', () => {
    const steps = run();
    const nodes = reckon(costs, plan.load).nodes + plan.spare;
    expect(steps[19]?.away).toBe(0);
    expect(steps[20]?.away).toBeCloseTo(plan.load.connected / nodes, -4);
    expect(steps.at(-1)?.away).toBe(0);
    expect(steps.reduce((sum, step) => sum + step.arrivals, 0)).toBe(steps[20]!.away + steps[20]!.arrivals);
  });

  test('writes as many messages as its people do', () => {
    const steps = run({ happenings: [] }, 300);
    const mean = steps.reduce((sum, step) => sum + step.messages, 0) / steps.length;
    expect(mean / ((plan.load.connected * load.messagesPerUserHour) / 3600)).toBeCloseTo(1, 1);
  });

  test('a node with more work than a second holds keeps the rest, and whoever comes waits for it', () => {
    const rush = { at: 10, until: 20, what: 'rush' as const, factor: 1_000 };
    const steps = run({ happenings: [rush] as never });
    expect(steps[19]!.delay).toBeGreaterThan(1);
    expect(steps[5]!.delay).toBeLessThan(0.01);
    expect(nodeShare(costs, plan.load, 3).cores).toBeLessThan(1);
  });
});
