import type { Input, OperationId, Problem, Result } from '@parlance/protocol';
import { Deadline } from './deadline.ts';
import { ParlanceError } from './errors.ts';
import { routes } from './operations.ts';

const ANSWER_TIMEOUT_MS = 20_000;

export interface RestRequest {
  readonly method: string;
  readonly path: string;
  readonly body: string | null;
}

/** An operation's input as method, path with query, and JSON body. */
export function toRestRequest(operationId: OperationId, input: object): RestRequest {
  const [method, template, rest] = routes[operationId];
  const left = new Map<string, unknown>(Object.entries(input).filter(([, value]) => value !== undefined));
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = left.get(name);
    if (value === undefined) throw new TypeError(`${operationId} needs ${name}`);
    left.delete(name);
    return encodeURIComponent(String(value));
  });
  if (rest === 'body') return { method, path, body: JSON.stringify(Object.fromEntries(left)) };
  const query = new URLSearchParams([...left].map(([name, value]) => [name, String(value)]));
  return { method, path: query.size > 0 ? `${path}?${query}` : path, body: null };
}

/** The problem in a failed answer; answers of proxies, which carry none, become one by their status. */
async function toProblem(response: Response): Promise<Problem> {
  const text = await response.text().catch(() => '');
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  const hint = Number.isFinite(retryAfter) ? { retry_after_ms: retryAfter * 1000 } : {};
  try {
    const problem = JSON.parse(text) as Problem;
    if (typeof problem.code === 'string') return { ...hint, ...problem };
  } catch {
    // Not JSON: fall through to the status.
  }
  const { status } = response;
  const code =
    status === 429
      ? 'rate_limited'
      : status === 401
        ? 'unauthenticated'
        : status >= 500
          ? 'unavailable'
          : 'invalid_input';
  const title = `The answer had status ${status} and no problem in it.`;
  return { type: 'about:blank', title, status, code, detail: title, ...hint };
}

/** Requests over HTTP. Throws ParlanceError; its code is `network` when no answer came. */
export class Rest {
  readonly #origin: string;
  readonly #fetch: typeof globalThis.fetch;

  constructor(url: string, fetch: typeof globalThis.fetch) {
    this.#origin = url.replace(/\/+$/, '');
    this.#fetch = fetch;
  }

  async request<Id extends OperationId>(
    operationId: Id,
    input: Input<Id>,
    options: { token?: string | null; signal?: AbortSignal; timeoutMs?: number } = {},
  ): Promise<Result<Id>> {
    const { method, path, body } = toRestRequest(operationId, input);
    const headers: Record<string, string> = body === null ? {} : { 'content-type': 'application/json' };
    const deadline = new Deadline(options.timeoutMs ?? ANSWER_TIMEOUT_MS, options.signal);
    const { signal } = deadline;
    try {
      const response = await this.open(path, { method, body, headers, token: options.token ?? null, signal });
      return (await readJson(operationId, response)) as Result<Id>;
    } finally {
      deadline.release();
    }
  }

  /** The raw answer, once its status is known to be good. */
  async open(
    path: string,
    options: {
      method?: string;
      body?: string | null;
      headers: Record<string, string>;
      token: string | null;
      signal: AbortSignal;
    },
  ): Promise<Response> {
    const { token, headers, ...rest } = options;
    const authorized = token === null ? headers : { ...headers, authorization: `Bearer ${token}` };
    let response: Response;
    try {
      response = await this.#fetch(this.#origin + path, { ...rest, headers: authorized, cache: 'no-store' });
    } catch (error) {
      throw ParlanceError.network(`${rest.method ?? 'GET'} ${path}: ${describe(error)}`);
    }
    if (!response.ok) throw ParlanceError.of(await toProblem(response));
    return response;
  }
}

async function readJson(operationId: OperationId, response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (error) {
    throw ParlanceError.network(`The answer to ${operationId} broke off: ${describe(error)}`);
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}
