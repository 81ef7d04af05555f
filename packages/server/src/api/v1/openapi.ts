import { type OperationId, operations } from '@parlance/protocol';
import { closeReasonsText, describeSchema, describeSchemas } from './components.ts';

const INTRODUCTION = `Everything a client can ask, over HTTP. The same operations work on the socket (docs/asyncapi.json).

Times are epoch milliseconds and ids opaque strings. A failure is an RFC 9457 problem whose \`code\` is stable. A POST with an
\`Idempotency-Key\` can be repeated for 24 hours and answers with the first result; a message is safe to send again for ever,
by its client id.`;

type Family<Id> = Id extends `${infer F}.${string}` ? F : never;

/** The families of operations; a new one does not compile until it is here. */
const tags: Readonly<Record<Family<OperationId> | 'media' | 'events', string>> = {
  server: 'What this installation is',
  auth: 'Ways in and out',
  sessions: 'My sessions',
  users: 'People',
  presence: 'Who is there',
  blocks: 'People I have blocked',
  conversations: 'Conversations',
  members: 'Who is in a conversation',
  invites: 'Link codes',
  typing: 'Who is typing',
  messages: 'Messages',
  reactions: 'Reactions',
  pins: 'Pinned messages',
  media: 'Files',
  search: 'Search',
  sync: 'What happened since',
  events: 'What happens, as it happens',
  ai: 'My own keys for language models, and what they took',
  assistants: 'Who answers',
  streams: 'Answers while they are written',
  moderation: 'Policies, reports and reviews',
  jobs: 'How far slow work is',
};

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'Repeating the request with the same key within 24 hours answers with the first result.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};

/** OpenAPI 3.1 of v1, made from the operations; what is no JSON is described by hand. */
export function makeOpenApi(version: string): object {
  const paths = describePaths();
  const responses = { Problem: describeProblem() };
  return {
    openapi: '3.1.0',
    info: { title: 'Parlance v1', version, description: INTRODUCTION, license: { name: 'MIT', identifier: 'MIT' } },
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    security: [{ bearer: [] }],
    paths,
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'An access token of auth.login or one of its siblings.',
        },
      },
      headers: describeHeaders(),
      responses,
      schemas: describeSchemas({ paths, responses }),
    },
  };
}

function describeProblem(): object {
  return {
    description: 'Why it failed.',
    headers: { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } },
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
}

function describeHeaders(): object {
  const integer = { type: 'integer' };
  return {
    RetryAfter: { description: 'Seconds until a retry can succeed.', schema: integer },
    RateLimitLimit: { description: 'How much this limit allows.', schema: integer },
    RateLimitRemaining: { description: 'How much of it is left.', schema: integer },
    RateLimitReset: { description: 'Seconds until it is whole again.', schema: integer },
  };
}

function describePaths(): Record<string, Record<string, unknown>> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const id of Object.keys(operations) as OperationId[]) {
    const { method, path } = operations[id];
    paths[path] = { ...paths[path], [method.toLowerCase()]: describeOperation(id) };
  }
  return { ...paths, ...describeMedia(paths), '/v1/events': { get: describeStream() } };
}

function describeOperation(id: OperationId): object {
  const { method, summary, auth, status, params, query, body, result } = operations[id];
  return {
    operationId: id,
    tags: [id.split('.')[0]],
    summary,
    ...(auth === 'none' ? { security: [] } : {}),
    parameters: [
      ...describeParameters('path', params),
      ...describeParameters('query', query),
      ...(method === 'POST' && auth === 'user' ? [idempotencyKey] : []),
    ],
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: describeSchema(body) } } } }),
    responses: {
      [status]: {
        description: 'Done.',
        headers: describeRateHeaders(),
        content: { 'application/json': { schema: describeSchema(result) } },
      },
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}

function describeRateHeaders(): object {
  const names = ['Limit', 'Remaining', 'Reset'];
  return Object.fromEntries(
    names.map((name) => [`RateLimit-${name}`, { $ref: `#/components/headers/RateLimit${name}` }]),
  );
}

interface ObjectSchema {
  properties: Record<string, object>;
  required?: string[] | undefined;
}

function describeParameters(place: 'path' | 'query', schema: ObjectSchema): object[] {
  return Object.entries(schema.properties).map(([name, property]) => {
    const { description, ...rest } = describeSchema(property) as { description?: string };
    const required = place === 'path' || schema.required?.includes(name) === true;
    return { name, in: place, required, ...(description === undefined ? {} : { description }), schema: rest };
  });
}

/** Bytes in and out; beside the JSON operations on the same paths. */
function describeMedia(paths: Record<string, Record<string, unknown>>): Record<string, unknown> {
  const problem = { $ref: '#/components/responses/Problem' };
  // Under the type of the file itself.
  const bytes = { '*/*': { schema: { type: 'string', format: 'binary' } } };
  const file = { type: 'object', required: ['file'], properties: { file: { type: 'string', format: 'binary' } } };
  return {
    '/v1/media': {
      post: {
        operationId: 'media.upload',
        tags: ['media'],
        summary: 'Upload a file. Its kind is read from its content.',
        parameters: [
          query('purpose', 'message (the default), profile or group'),
          query('conversation_id', 'where it is going to be shown'),
          query('file_name', 'its name, for bare bytes'),
        ],
        requestBody: {
          required: true,
          description: 'A multipart form, or the bare bytes under their own content type.',
          content: { 'multipart/form-data': { schema: file }, '*/*': { schema: { type: 'string', format: 'binary' } } },
        },
        responses: {
          201: {
            description: 'Stored.',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Media' } } },
          },
          default: problem,
        },
      },
    },
    '/v1/media/{media_id}': {
      ...paths['/v1/media/{media_id}'],
      get: {
        operationId: 'media.get',
        tags: ['media'],
        summary: 'The bytes of a file I may see. Ranges work.',
        parameters: [
          { name: 'media_id', in: 'path', required: true, schema: { type: 'string' } },
          query('ticket', 'of media.ticket, instead of a token'),
        ],
        responses: {
          200: { description: 'The whole file.', content: bytes },
          206: { description: 'The range that was asked for.', content: bytes },
          304: { description: 'The same as the ETag of If-None-Match names.' },
          416: { description: 'Nothing of the file lies in the range; Content-Range says how long it is.' },
          default: problem,
        },
      },
    },
  };
}

const query = (name: string, description: string): object => ({
  name,
  in: 'query',
  required: false,
  description,
  schema: { type: 'string' },
});

function describeStream(): object {
  const text = { type: 'string' };
  return {
    operationId: 'events.stream',
    tags: ['events'],
    summary: 'Server-Sent Events: what was missed, then what happens, without a hole between.',
    description: `First \`sync\` frames (each a SyncPage), then \`live\` with a token, then \`event\` frames as they happen, and
\`heartbeat\` every 25 seconds. \`id:\` is the sync token, so that a browser that reconnects goes on where it was. Before
the server closes it says \`bye\`: ${closeReasonsText}`,
    security: [{ bearer: [] }, {}],
    parameters: [
      query('since', 'a sync token; without one, a snapshot comes first'),
      query('ticket', 'of events.ticket, for clients that cannot send headers'),
      { name: 'Last-Event-ID', in: 'header', required: false, description: 'counts before `since`', schema: text },
    ],
    responses: {
      200: {
        description: 'The stream. An example of one event:',
        content: { 'text/event-stream': { schema: text, example: exampleFrame } },
      },
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}

const exampleFrame = `event: event\ndata: {"type":"typing.started","conversation_id":"…","data":{"user_id":"…"}}\n\n`;
