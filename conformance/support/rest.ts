import { type Input, type OperationId, operations, type Problem, type Result } from '@parlance/protocol';

/** An answer as it came, read to the end. `body` is the parsed JSON, or undefined where there was none. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  body: unknown;
}

/** An operation that was refused; `problem` says why. */
export class Refused extends Error {
  readonly problem: Problem;
  constructor(operation: string, problem: Problem) {
    super(`${operation}: ${problem.code}: ${problem.detail}`);
    this.problem = problem;
  }
}

export interface RestRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string;
}

/** The request that carries this flat input. It checks nothing: tests need to send what is wrong, too. */
export function toRequest(operationId: OperationId, input: object, token?: string): RestRequest {
  const { method, path, params, query, body } = operations[operationId];
  const left = new Map(Object.entries(input));
  const take = (name: string) => {
    const value = left.get(name);
    left.delete(name);
    return value;
  };
  const filled = path.replace(/\{(\w+)\}/g, (_match, name: string) => encodeURIComponent(toText(take(name))));
  const search = new URLSearchParams();
  for (const name of Object.keys(query.properties)) {
    const value = take(name);
    if (value !== undefined) search.set(name, toText(value));
  }
  for (const name of Object.keys(params.properties)) left.delete(name);
  const headers: Record<string, string> = {};
  if (token !== undefined) headers.authorization = `Bearer ${token}`;
  const request: RestRequest = { method, path: search.size > 0 ? `${filled}?${search}` : filled, headers };
  if (body !== undefined) {
    headers['content-type'] = 'application/json';
    request.body = JSON.stringify(Object.fromEntries(left));
  }
  return request;
}

/** As it stands in an address. What is no plain value can have a `toString` that is none. */
export function toText(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

/** Sends one request; a connection that breaks throws. */
export async function sendRequest(url: string, request: RestRequest): Promise<Answer> {
  const response = await fetch(url + request.path, {
    method: request.method,
    headers: request.headers,
    ...(request.body === undefined ? {} : { body: request.body }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parseJson(text) };
}

/** Asks for an operation over REST and answers with whatever came. */
export function tryRest(url: string, operationId: OperationId, input: object, token?: string): Promise<Answer> {
  return sendRequest(url, toRequest(operationId, input, token));
}

/** Asks for an operation over REST; throws `Refused` unless it was done. */
export async function callRest<Id extends OperationId>(
  url: string,
  operationId: Id,
  input: Input<Id>,
  token?: string,
): Promise<Result<Id>> {
  const answer = await tryRest(url, operationId, input as object, token);
  if (answer.status >= 300) {
    const problem = toProblem(answer);
    if (problem === undefined)
      throw new Error(`${operationId} answered ${answer.status}: ${answer.text.slice(0, 300)}`);
    throw new Refused(operationId, problem);
  }
  return answer.body as Result<Id>;
}

/** The problem that an answer carries, if it is one. */
export function toProblem(answer: Answer): Problem | undefined {
  const isProblem = answer.headers.get('content-type')?.startsWith('application/problem+json') ?? false;
  return isProblem ? (answer.body as Problem) : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Not every answer is JSON; who needs it to be looks at `body`.
  }
}
