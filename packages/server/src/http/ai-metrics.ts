import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { AiListener } from '../core/ai/ai-monitor.ts';

/** From a quick moderation to a long answer of a slow model; in seconds. */
const BUCKETS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120];

const STATES = { closed: 0, 'half-open': 1, open: 2 } as const;

/** What outside services were asked by this process, how they did, and what it took. */
export function mountAiMetrics(registry: Registry, onAiActivity: (listener: AiListener) => void): void {
  const registers = [registry];
  const calls = new Histogram({
    name: 'parlance_ai_call_seconds',
    help: 'Calls of outside services by this process, retries included, by how they ended.',
    labelNames: ['service', 'provider', 'outcome'],
    buckets: BUCKETS,
    registers,
  });
  const retries = new Counter({
    name: 'parlance_ai_retries_total',
    help: 'Further attempts after a failed one.',
    labelNames: ['service', 'provider'],
    registers,
  });
  const breakers = new Gauge({
    name: 'parlance_ai_breaker',
    help: '0: the service is called; 2: it failed too often and is left alone; 1: one call tries whether it is back.',
    labelNames: ['service', 'provider'],
    registers,
  });
  const tokens = new Counter({
    name: 'parlance_ai_tokens_total',
    help: 'Tokens of questions and answers; estimated where the service does not tell.',
    labelNames: ['provider', 'purpose', 'direction', 'source'],
    registers,
  });
  const refusals = new Counter({
    name: 'parlance_ai_budget_refusals_total',
    help: 'Questions that were not asked because a monthly budget is used up.',
    labelNames: ['of', 'what'],
    registers,
  });
  onAiActivity({
    called({ service, provider, outcome, milliseconds, retries: again }) {
      calls.observe({ service, provider, outcome }, milliseconds / 1_000);
      if (again > 0) retries.inc({ service, provider }, again);
    },
    breaker: (service, provider, state) => breakers.set({ service, provider }, STATES[state]),
    used(provider, purpose, { input, output }, estimated) {
      const source = estimated ? 'estimate' : 'service';
      tokens.inc({ provider, purpose, direction: 'question', source }, input);
      tokens.inc({ provider, purpose, direction: 'answer', source }, output);
    },
    refused: ({ of, what }) => refusals.inc({ of, what }),
  });
}
