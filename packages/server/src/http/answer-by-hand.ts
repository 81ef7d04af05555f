import type { ServerResponse } from 'node:http';
import { type ErrorCode, errorCatalogue } from '@parlance/protocol';

/** Answers a request that never came to a route, by hand: as a problem, like everything else that fails. */
export function answerByHand(response: ServerResponse, code: ErrorCode, detail: string): void {
  const { status, title } = errorCatalogue[code];
  const headers = { 'Content-Type': 'application/problem+json', ...(status === 503 ? { 'Retry-After': '1' } : {}) };
  const body = { type: `/docs/errors#${code}`, title, status, code, detail, error: detail, message: detail };
  response.writeHead(status, headers).end(JSON.stringify(body));
}
