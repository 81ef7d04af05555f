import { expect } from 'vitest';
import type { SocketClient } from '../support/socket-client.ts';
import { MALFORMED_BODIES, malformedPayloads } from './malformed.ts';

export interface Target {
  url: string;
  token?: string;
  method: string;
  path: string;
  /** A body that is accepted; each of its fields is then made wrong. */
  good: Record<string, unknown>;
}

/** Words that only a fault inside the server would say. */
const LEAKS = /node_modules|\bat .+:\d+:\d+|SQLITE|kysely|TypeError|undefined is not|Something failed inside/;

/** Sends everything malformed: never a 5xx, never a leak; and what is no JSON of this form is refused with a sentence. */
export async function expectRefusals({ url, token, method, path, good }: Target): Promise<void> {
  const authorization: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  for (const [what, payload] of malformedPayloads(good)) {
    const body = JSON.stringify(payload);
    const headers = { ...authorization, 'content-type': 'application/json' };
    const response = await fetch(url + path, { method, headers, ...(body === undefined ? {} : { body }) });
    const text = await response.text();
    expect(response.status, `${what}: ${text.slice(0, 200)}`).toBeLessThan(500);
    expect(text, what).not.toMatch(LEAKS);
    if (response.status >= 400) expectSentence(what, text);
  }
  for (const [what, type, body] of MALFORMED_BODIES) {
    const response = await fetch(url + path, { method, headers: { ...authorization, 'content-type': type }, body });
    const text = await response.text();
    expect(response.status, what).toBeGreaterThanOrEqual(400);
    expect(response.status, `${what}: ${text.slice(0, 200)}`).toBeLessThan(500);
    expectSentence(what, text);
  }
}

function expectSentence(what: string, text: string): void {
  const { error, message, detail } = JSON.parse(text) as Record<string, unknown>;
  expect(error, what).toEqual(expect.any(String));
  expect([message, detail], what).toEqual([error, error]);
}

/** Emits everything malformed: each is acknowledged, refusals with a sentence, and nothing leaks. */
export async function expectSocketSurvives(
  client: SocketClient,
  event: string,
  good: Record<string, unknown>,
): Promise<void> {
  for (const [what, payload] of malformedPayloads(good)) {
    const answer = await client.asks(event, payload);
    const text = JSON.stringify(answer) ?? '';
    expect(text, what).not.toMatch(LEAKS);
    if (answer?.status === 'error') expect(answer.message, what).toEqual(expect.any(String));
  }
}
