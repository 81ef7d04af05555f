import { Registry } from 'prom-client';
import { afterEach, expect, test } from 'vitest';
import type { JobRunListener } from '../../src/core/outbox/job-run.ts';
import { mountJobMetrics } from '../../src/http/job-metrics.ts';
import { handlers, registerHandler } from '../../src/workers/index.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { eventually } from './support.ts';

let server: TestServer | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

test('/metrics counts the jobs of the outbox by kind and state', async () => {
  server = await startTestServer();
  const { core, url } = server;
  await core.store.transaction(async (tx) => {
    await tx.enqueue({ kind: 'nobody runs this', payload: {} });
    await tx.enqueue({ kind: 'nobody runs this', payload: {} });
  });
  const text = await (await fetch(`${url}/metrics`)).text();
  expect(text).toContain('parlance_jobs{kind="nobody runs this",state="waiting"} 2');
});

test('runs are measured by kind and outcome, in seconds', async () => {
  server = await startTestServer();
  const registry = new Registry();
  const listeners: JobRunListener[] = [];
  mountJobMetrics(registry, server.core.store, (listener) => listeners.push(listener));
  for (const listener of listeners) listener({ kind: 'translate', outcome: 'retried', milliseconds: 1_500 });
  const text = await registry.metrics();
  expect(text).toContain('parlance_job_run_seconds_sum{kind="translate",outcome="retried"} 1.5');
  expect(text).toContain('parlance_job_run_seconds_count{kind="translate",outcome="retried"} 1');
});

test('the server runs the jobs of registered kinds, and a kind has one handler', async () => {
  let ran: unknown;
  const handler = {
    timeout: 1_000,
    attempts: 1,
    run: async (_core: unknown, payload: Record<string, unknown>): Promise<void> => {
      ran = payload;
    },
  };
  registerHandler('test.metrics', handler);
  expect(handlers.get('test.metrics')).toBe(handler);
  expect(() => registerHandler('test.metrics', handler)).toThrow('“test.metrics” has a handler already');
  server = await startTestServer();
  const { core, url } = server;
  const id = await core.store.transaction((tx) => tx.enqueue({ kind: 'test.metrics', payload: { n: 1 } }));
  await eventually(async () => expect((await core.store.jobs.find(id))?.state).toBe('done'));
  expect(ran).toEqual({ n: 1 });
  await eventually(async () => {
    const text = await (await fetch(`${url}/metrics`)).text();
    expect(text).toContain('parlance_job_run_seconds_count{kind="test.metrics",outcome="done"} 1');
  });
});
