import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { type ErrorCode, errorCatalogue } from '@parlance/protocol';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Fastify’s own refusals, as codes of the catalogue. */
const codes: Record<string, ErrorCode> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed_body',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed_body',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed_body',
  FST_ERR_CTP_BODY_TOO_LARGE: 'payload_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_INVALID_HANDLER: 'malformed_body',
  FST_ERR_BAD_URL: 'invalid_input',
  FST_ERR_MAX_PARAM_LENGTH: 'not_found',
  FST_REQ_FILE_TOO_LARGE: 'payload_too_large',
  FST_FILES_LIMIT: 'invalid_input',
  FST_INVALID_MULTIPART_CONTENT_TYPE: 'unsupported_media_type',
};

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** What Fastify refuses before there is a route: a path it cannot read. */
export function answerFrameworkFault(fault: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const code = codes[fault.code] ?? 'invalid_input';
  const detail =
    code === 'not_found' ? 'A part of the path is longer than any id.' : 'The path is not a valid URL path.';
  void problem(reply, request, code, detail);
}

/** What Node refuses before there is a request: answered by hand, because there is no response object yet. */
export function answerClientFault(fault: Error & { code?: string }, socket: Socket): void {
  if (fault.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const code = clientCodes[fault.code ?? ''] ?? 'malformed_body';
  const { status, title } = errorCatalogue[code];
  const body = JSON.stringify({ type: `/docs/errors#${code}`, title, status, code, detail: title });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/problem+json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

const clientCodes: Record<string, ErrorCode> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
};

/** Answers what no route answers, and what failed before or in one: always as a problem, never with a fault’s text. */
export function mountFailures(app: FastifyInstance): void {
  app.setErrorHandler((fault: FastifyError, request, reply) => {
    const code = codes[fault.code] ?? statusCode(fault);
    if (code === 'internal') request.log.error({ err: fault }, 'a request failed');
    return problem(
      reply,
      request,
      code,
      code === 'internal' ? 'Something failed inside the server.' : sentence(code, fault, request),
    );
  });
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    const others = methods.filter(
      (method) => method !== request.method && app.findRoute({ method, url: path }) !== null,
    );
    const allowed = others.filter((method) => app.hasRoute({ method, url: path }));
    if (allowed.length > 0) {
      reply.header('Allow', allowed.join(', '));
      return problem(
        reply,
        request,
        'method_not_allowed',
        `${request.method} is not possible at ${shown(path)}; ${allowed.join(', ')} is.`,
      );
    }
    return problem(reply, request, 'not_found', `There is nothing at ${request.method} ${shown(path)}.`);
  });
}

function shown(path: string): string {
  return path.replace(/[^\x20-\x7e]/g, '?').slice(0, 200);
}

function statusCode(fault: FastifyError): ErrorCode {
  switch (fault.statusCode) {
    case 400:
      return 'malformed_body';
    case 408:
      return 'request_timeout';
    case 413:
      return 'payload_too_large';
    case 415:
      return 'unsupported_media_type';
    case 431:
      return 'headers_too_large';
    case 503:
      return 'unavailable';
    default:
      return 'internal';
  }
}

function sentence(code: ErrorCode, fault: FastifyError, request: FastifyRequest): string {
  const type = request.headers['content-type'];
  if (code === 'unsupported_media_type')
    return `The content type “${type ?? 'none'}” is not accepted here; send application/json.`;
  if (code === 'payload_too_large')
    return `The body is larger than the ${request.routeOptions.bodyLimit} bytes this route accepts.`;
  if (code === 'malformed_body') return `The body is not valid JSON: ${fault.message.slice(0, 200)}`;
  return errorCatalogue[code].title;
}

function problem(reply: FastifyReply, request: FastifyRequest, code: ErrorCode, detail: string): FastifyReply {
  const { status, title } = errorCatalogue[code];
  const body = { type: `/docs/errors#${code}`, title, status, code, detail, request_id: request.id };
  // The existing clients that the dialects serve look for these two.
  const spoken = { ...body, error: detail, message: detail };
  return reply.code(status).type('application/problem+json').send(JSON.stringify(spoken));
}
