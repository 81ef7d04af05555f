// biome-ignore lint/suspicious/noExplicitAny: plays look into answers of any form, and fail where they differ.
export type Payload = any;

/** An answer of a dialect: its status, and its JSON. */
export interface HttpAnswer {
  status: number;
  body: Payload;
}

export interface HttpRequest {
  token?: string | undefined;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Calls as a client of the contracts does: JSON both ways, with a bearer token where there is one. */
export async function call(url: string, method: string, path: string, request: HttpRequest = {}): Promise<HttpAnswer> {
  const { token, body, headers = {} } = request;
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  try {
    return { status: response.status, body: JSON.parse(text) };
  } catch {
    return { status: response.status, body: text };
  }
}

export function post(url: string, path: string, body: unknown, headers?: Record<string, string>): Promise<HttpAnswer> {
  return call(url, 'POST', path, { body, ...(headers === undefined ? {} : { headers }) });
}

export function get(url: string, path: string, headers?: Record<string, string>): Promise<HttpAnswer> {
  return call(url, 'GET', path, headers === undefined ? {} : { headers });
}
