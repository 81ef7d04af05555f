import { type OperationId, operations, type Problem } from '@parlance/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { CoreContext } from '../../core/context.ts';
import { findHolder } from '../../realtime/connections/holders.ts';
import { actorOf } from './bearer.ts';
import type { Calls, Outcome } from './call.ts';
import type { Caller } from './handler.ts';
import { runOnce } from './idempotency.ts';
import { makeProblem, toProblem } from './problems.ts';
import { findFault, inputSchema } from './validate.ts';

/** A JSON body’s most bytes; the longest text with escapes fits. */
export const BODY_BYTES = 256 * 1024;

/** Mounts every operation at its method and path. */
export function mountRest(app: FastifyInstance, core: CoreContext, calls: Calls): void {
  for (const id of Object.keys(operations) as OperationId[]) {
    const { method, path } = operations[id];
    app.route({
      method,
      url: path.replace(/\{(\w+)\}/g, ':$1'),
      bodyLimit: BODY_BYTES,
      handler: (request, reply) => answer(core, calls, id, request, reply),
    });
  }
}

async function answer(
  core: CoreContext,
  calls: Calls,
  id: OperationId,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  try {
    const actor = operations[id].auth === 'user' ? await actorOf(core, request.headers.authorization) : null;
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const via = findHolder(request.raw);
    const caller: Caller = { actor, address: request.ip, signal: gone.signal, via };
    const input = readInput(id, request);
    if ('code' in input && input instanceof InputProblem) return sendProblem(reply, input.problem);
    const outcome = await runCall(core, calls, id, input, caller, request);
    return sendOutcome(reply, id, outcome);
  } catch (fault) {
    return sendProblem(reply, toProblem(fault));
  }
}

async function runCall(
  core: CoreContext,
  calls: Calls,
  id: OperationId,
  input: object,
  caller: Caller,
  request: FastifyRequest,
): Promise<Outcome> {
  const key = request.headers['idempotency-key'];
  const run = (): Promise<Outcome> => calls.call(id, input, caller);
  if (typeof key !== 'string' || operations[id].method !== 'POST' || caller.actor === null) return run();
  // What is refused changes nothing; and what is nested without end has no text to compare.
  if (findFault(id, input) !== undefined) return run();
  return runOnce(core, caller.actor, key, `${id} ${JSON.stringify(input)}`, run, (outcome) => outcome.ok);
}

class InputProblem {
  readonly code = 'problem';
  readonly problem: Problem;
  constructor(problem: Problem) {
    this.problem = problem;
  }
}

/** Params, query and body as one flat object; a name that stands in two of them is refused. */
function readInput(id: OperationId, request: FastifyRequest): object {
  const operation = operations[id];
  const input: Record<string, unknown> = { ...(request.params as object) };
  for (const [name, text] of Object.entries(request.query as Record<string, unknown>)) {
    if (!Object.hasOwn(operation.query.properties, name)) {
      return new InputProblem(
        makeProblem('invalid_input', `“${name.slice(0, 100)}” is not a query parameter of this request.`),
      );
    }
    input[name] = fromText(id, name, text);
  }
  const { body } = request;
  if (operation.body === undefined) {
    if (body !== undefined && body !== null && !(typeof body === 'object' && Object.keys(body).length === 0)) {
      return new InputProblem(makeProblem('invalid_input', 'This request takes no body.'));
    }
    return input;
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return new InputProblem(
      makeProblem('invalid_input', 'The body must be a JSON object (content type application/json).'),
    );
  }
  for (const [name, value] of Object.entries(body)) {
    if (!Object.hasOwn(operation.body.properties, name)) {
      return new InputProblem(
        makeProblem('invalid_input', `“${name.slice(0, 100)}” is not a field of this request.`, {
          field: `/${name.slice(0, 100)}`,
        }),
      );
    }
    input[name] = value;
  }
  return input;
}

/** A query parameter is text; where the schema wants a number, a text that is one becomes it. */
function fromText(id: OperationId, name: string, text: unknown): unknown {
  const schema = inputSchema(id).properties[name] as { type?: string } | undefined;
  if (typeof text !== 'string' || (schema?.type !== 'integer' && schema?.type !== 'number')) return text;
  return /^-?\d{1,16}(\.\d+)?$/.test(text) ? Number(text) : text;
}

function sendOutcome(reply: FastifyReply, id: OperationId, outcome: Outcome): FastifyReply {
  const { rate } = outcome;
  if (rate !== undefined && rate.limit < Number.MAX_SAFE_INTEGER) {
    reply.header('RateLimit-Limit', rate.limit);
    reply.header('RateLimit-Remaining', rate.remaining);
    reply.header('RateLimit-Reset', Math.ceil(rate.resetMs / 1000));
  }
  if (!outcome.ok) return sendProblem(reply, outcome.error);
  return reply.code(operations[id].status).header('Cache-Control', 'no-store').send(outcome.result);
}

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  if (problem.retry_after_ms !== undefined)
    reply.header('Retry-After', Math.max(1, Math.ceil(problem.retry_after_ms / 1000)));
  if (problem.status === 401) reply.header('WWW-Authenticate', 'Bearer');
  return reply
    .code(problem.status)
    .header('Cache-Control', 'no-store')
    .type('application/problem+json')
    .send(JSON.stringify({ ...problem, request_id: reply.request.id }));
}
