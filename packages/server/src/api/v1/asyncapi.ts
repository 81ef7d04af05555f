import {
  type EventType,
  eventClasses,
  frameSchemas,
  type OperationId,
  operations,
  wireEventSchema,
} from '@parlance/protocol';
import { closeReasonsText, describeSchema, describeSchemas } from './components.ts';

const INTRODUCTION = `Socket.IO 4, path \`/socket.io/\`, namespace \`/v1\`, transports \`websocket\` and \`polling\`.

Connect with \`auth: { token, since? }\`. First come \`sync\` pages, each acknowledged by the client once it has stored it, then
\`live\`, then \`event\` frames as things happen, and \`heartbeat\` every 25 seconds. Requests are
\`emit('<operation id>', input, ack)\` with the same inputs and results as over HTTP (docs/openapi.json).`;

const frameTexts: Readonly<Record<keyof typeof frameSchemas, string>> = {
  sync: 'What was missed since the token, or a snapshot without one. Acknowledge each page; the next comes after it.',
  live: 'Everything up to this token was told; from here on events come as they happen.',
  heartbeat: 'How far the server has told, every 25 seconds.',
  bye: `Comes before the server closes. ${closeReasonsText}`,
};

const classTexts = {
  conversation: 'A change of a conversation, numbered in it.',
  account: 'A change of the account alone.',
  ephemeral: 'Gone when missed.',
};

/** AsyncAPI 3.0 of the socket namespace, made from the operations and the events. */
export function makeAsyncApi(version: string): object {
  const ids = Object.keys(operations) as OperationId[];
  const events = Object.keys(eventClasses) as EventType[];
  const frames = Object.keys(frameSchemas) as (keyof typeof frameSchemas)[];
  const eventMessages = Object.fromEntries(events.map((type) => [`event.${type}`, describeEvent(type)]));
  const frameMessages = Object.fromEntries(frames.map((name) => [`frame.${name}`, describeFrame(name)]));
  const requests = Object.fromEntries(ids.flatMap(describeRequest));
  const messages = { ...frameMessages, ...eventMessages, ...requests };
  return {
    asyncapi: '3.0.0',
    info: { title: 'Parlance v1 socket', version, description: INTRODUCTION, license: { name: 'MIT' } },
    defaultContentType: 'application/json',
    channels: {
      v1: {
        address: '/v1',
        title: 'The namespace /v1',
        messages: Object.fromEntries(Object.keys(messages).map((name) => [name, toComponent('messages', name)])),
      },
    },
    operations: {
      ...Object.fromEntries(
        frames.map((name) => [`send.${name}`, describeSending([`frame.${name}`], frameTexts[name])]),
      ),
      'send.event': describeSending(Object.keys(eventMessages), 'Everything that happens, as Socket.IO event `event`.'),
      ...Object.fromEntries(ids.map((id) => [id, describeReceiving(id)])),
    },
    components: { messages, schemas: describeSchemas(messages) },
  };
}

function describeFrame(name: keyof typeof frameSchemas): object {
  return { name, summary: frameTexts[name], payload: describeSchema(frameSchemas[name]) };
}

function describeEvent(type: EventType): object {
  return {
    name: 'event',
    title: type,
    summary: classTexts[eventClasses[type]],
    payload: describeSchema(wireEventSchema(type)),
  };
}

/** The request as it is emitted, and the acknowledgement that answers it. */
function describeRequest(id: OperationId): [string, object][] {
  const { summary, params, query, body, result } = operations[id];
  const parts = [params, query, ...(body === undefined ? [] : [body])] as ObjectSchema[];
  const input = {
    type: 'object',
    required: parts.flatMap((part) => part.required ?? []),
    properties: describeSchema(Object.assign({}, ...parts.map((part) => part.properties))),
    additionalProperties: false,
  };
  const answer = {
    oneOf: [
      {
        type: 'object',
        required: ['ok', 'result'],
        properties: { ok: { const: true }, result: describeSchema(result) },
      },
      {
        type: 'object',
        required: ['ok', 'error'],
        properties: { ok: { const: false }, error: { $ref: '#/components/schemas/Problem' } },
      },
    ],
  };
  return [
    [`request.${id}`, { name: id, summary, payload: input }],
    [`answer.${id}`, { name: id, title: `acknowledgement of ${id}`, payload: answer }],
  ];
}

interface ObjectSchema {
  properties: Record<string, object>;
  required?: string[] | undefined;
}

function describeSending(names: readonly string[], summary: string): object {
  return { action: 'send', channel: toChannel(), summary, messages: names.map(toChannelMessage) };
}

function describeReceiving(id: OperationId): object {
  return {
    action: 'receive',
    channel: toChannel(),
    summary: operations[id].summary,
    messages: [toChannelMessage(`request.${id}`)],
    reply: { channel: toChannel(), messages: [toChannelMessage(`answer.${id}`)] },
  };
}

const toChannel = () => ({ $ref: '#/channels/v1' });
const toChannelMessage = (name: string) => ({ $ref: `#/channels/v1/messages/${name}` });
const toComponent = (kind: string, name: string) => ({ $ref: `#/components/${kind}/${name}` });
