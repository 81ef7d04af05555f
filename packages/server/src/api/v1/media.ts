import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../../core/actor.ts';
import type { CoreContext } from '../../core/context.ts';
import { CoreError } from '../../core/errors.ts';
import type { CallCost } from '../../core/limits/policies.ts';
import type { RateLimits } from '../../core/limits/rate-limits.ts';
import type { MediaPurpose } from '../../core/media/media.ts';
import { enterByMediaTicket } from '../../core/media/media-ticket.ts';
import { openMedia } from '../../core/media/open-media.ts';
import { storeMedia } from '../../core/media/store-media.ts';
import { readUpload, type Upload } from '../../http/read-upload.ts';
import { actorOf } from './bearer.ts';
import { presentMedia } from './present.ts';
import { toProblem } from './problems.ts';
import { sendProblem } from './rest.ts';

export interface MediaParts {
  core: CoreContext;
  limits: RateLimits;
}

const PURPOSES: ReadonlySet<string> = new Set<MediaPurpose>(['message', 'profile', 'group']);

/**
 * Mounts `POST /v1/media` (a file as multipart field, or the bare bytes under their own content type; the query may give
 * `purpose`, `conversation_id` and `file_name`) and `GET /v1/media/{id}` (by bearer token, or by a `?ticket=`).
 */
export function mountMedia(app: FastifyInstance, parts: MediaParts): void {
  // In a scope of its own: nowhere else are bodies of any type taken as they are.
  app.register(async (scope) => {
    scope.removeContentTypeParser('application/json');
    scope.addContentTypeParser(['application/json', '*'], (_request, _payload, done) => done(null));
    scope.post('/v1/media', (request, reply) => answer(parts, request, reply, upload));
  });
  app.get('/v1/media/:media_id', (request, reply) => answer(parts, request, reply, download));
}

type MediaHandler = (parts: MediaParts, request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

async function answer(
  parts: MediaParts,
  request: FastifyRequest,
  reply: FastifyReply,
  handler: MediaHandler,
): Promise<FastifyReply> {
  try {
    return await handler(parts, request, reply);
  } catch (fault) {
    if (!(fault instanceof CoreError)) parts.core.log.error({ err: fault }, 'a media request failed');
    // What was refused unread still has to leave the connection.
    request.raw.resume();
    return sendProblem(reply, toProblem(fault));
  }
}

async function upload(parts: MediaParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const actor = await requireActor(parts, request, 'write');
  const query = request.query as Record<string, unknown>;
  const purpose = textOf(query, 'purpose') ?? 'message';
  if (!PURPOSES.has(purpose)) {
    throw new CoreError('invalid_input', 'The purpose must be “message”, “profile” or “group”.', { field: '/purpose' });
  }
  const given = request.isMultipart() ? await readUpload(request) : toRawUpload(request);
  const media = await storeMedia(parts.core, actor, {
    content: given.content,
    fileName: textOf(query, 'file_name') ?? given.fileName,
    claimedType: given.claimedType,
    purpose: purpose as MediaPurpose,
    conversationId: textOf(query, 'conversation_id'),
  });
  return reply.code(201).header('Cache-Control', 'no-store').send(presentMedia(media));
}

function toRawUpload(request: FastifyRequest): Upload {
  const claimedType = request.headers['content-type'];
  if (claimedType === undefined) {
    throw new CoreError('unsupported_media_type', 'Name the file’s content type, or send it as multipart/form-data.');
  }
  return { content: guardedRaw(request), fileName: null, claimedType, fields: {} };
}

async function* guardedRaw(request: FastifyRequest): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of request.raw.iterator({ destroyOnReturn: false })) yield chunk as Uint8Array;
  } catch {
    throw new CoreError('invalid_input', 'The upload broke off before its end; send it again.');
  }
}

async function download(parts: MediaParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { media_id: id } = request.params as { media_id: string };
  const ticket = textOf(request.query as Record<string, unknown>, 'ticket');
  const actor =
    ticket === undefined
      ? await requireActor(parts, request, 'light')
      : charge(parts, request, await enterByMediaTicket(parts.core, ticket, id), 'light');
  const { range, 'if-none-match': ifNoneMatch } = request.headers;
  const opened = await openMedia(parts.core, actor, id, { range, ifNoneMatch });
  reply.code(opened.status).headers(opened.headers);
  return reply.send(opened.content === null ? '' : Readable.from(opened.content));
}

async function requireActor(parts: MediaParts, request: FastifyRequest, cost: CallCost): Promise<Actor> {
  const actor = await actorOf(parts.core, request.headers.authorization);
  if (actor === null) {
    throw new CoreError('unauthenticated', 'This needs an access token: Authorization: Bearer <access token>.');
  }
  return charge(parts, request, actor, cost);
}

function charge({ limits }: MediaParts, request: FastifyRequest, actor: Actor, cost: CallCost): Actor {
  const verdict = limits.takeCall({ userId: actor.userId, sessionId: actor.sessionId, address: request.ip }, cost);
  if (verdict.allowed) return actor;
  const seconds = Math.ceil(verdict.retryAfterMs / 1000);
  throw new CoreError('rate_limited', `Too many requests; try again in ${seconds} s.`, {
    retryAfter: verdict.retryAfterMs,
  });
}

function textOf(query: Record<string, unknown>, name: string): string | undefined {
  const value = query[name];
  if (value === undefined) return undefined;
  if (typeof value === 'string' && value.length > 0 && value.length <= 2048) return value;
  throw new CoreError('invalid_input', `“${name}” must be one text.`, { field: `/${name}` });
}
