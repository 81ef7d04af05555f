import { errorCatalogue, eventClasses, operations, wireEventSchema } from '@parlance/protocol';
import { Check } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import { makeAsyncApi } from '../../src/api/v1/asyncapi.ts';
import { makeOpenApi } from '../../src/api/v1/openapi.ts';

/** The descriptions as a reader of the file gets them. */
const read = (description: object) => JSON.parse(JSON.stringify(description)) as Json;
type Json = { [key: string]: Json };
const openApi = read(makeOpenApi('1.2.3'));
const asyncApi = read(makeAsyncApi('1.2.3'));

function resolve(document: Json, reference: string): unknown {
  const path = reference.replace(/^#\//, '').split('/');
  return path.reduce<Json | undefined>((place, key) => place?.[key], document);
}

function referencesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => (key === '$ref' ? [part as string] : referencesIn(part)));
}

/** Every operation of every path. */
const requests = Object.entries(openApi.paths!).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, request]) => ({ path, method, request })),
);

describe.each([
  ['openapi.json', openApi],
  ['asyncapi.json', asyncApi],
])('%s', (_name, document) => {
  test('refers only to what is there, and to each object it names', () => {
    const references = new Set(referencesIn(document));
    expect(references.size).toBeGreaterThan(20);
    for (const reference of references) expect(resolve(document, reference), reference).toBeDefined();
    const unused = Object.keys(document.components!.schemas!).filter(
      (name) => !references.has(`#/components/schemas/${name}`),
    );
    expect(unused).toEqual([]);
  });

  test('gives its version', () => {
    expect(document.info!.version).toBe('1.2.3');
  });
});

describe('openapi.json', () => {
  test('holds every operation at its method and path', () => {
    for (const [id, { method, path }] of Object.entries(operations)) {
      expect(openApi.paths![path]?.[method.toLowerCase()]?.operationId, id).toBe(id);
    }
    const ids = requests.map(({ request }) => String(request.operationId));
    expect(new Set(ids).size).toBe(ids.length);
    const byHand = ids.filter((id) => !Object.hasOwn(operations, id));
    expect(byHand.sort()).toEqual(['events.stream', 'media.get', 'media.upload']);
  });

  test.each(requests.map(({ path, method, request }) => [`${method} ${path}`, path, request] as const))(
    '%s declares its path parameters, its answers and its tag',
    (_name, path, request) => {
      const parameters = (request.parameters ?? []) as unknown as { in: string; name: string; required: boolean }[];
      const inPath = parameters.filter((parameter) => parameter.in === 'path');
      const wanted = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!);
      expect(inPath.map(({ name }) => name).sort()).toEqual(wanted.sort());
      expect(inPath.every(({ required }) => required)).toBe(true);
      expect(Object.keys(request.responses!).some((status) => /^2\d\d$/.test(status))).toBe(true);
      expect(request.responses!.default).toEqual({ $ref: '#/components/responses/Problem' });
      const tags = (openApi.tags as unknown as { name: string }[]).map(({ name }) => name);
      expect(tags).toContain((request.tags as unknown as string[])[0]);
    },
  );

  test('leaves open exactly the operations that need no token', () => {
    const open = requests.filter(({ request }) => JSON.stringify(request.security) === '[]');
    const expected = Object.entries(operations).filter(([, { auth }]) => auth === 'none');
    expect(open.map(({ request }) => String(request.operationId)).sort()).toEqual(expected.map(([id]) => id).sort());
  });

  test('names every error code', () => {
    const { code } = openApi.components!.schemas!.Problem!.properties!;
    expect(code!.enum).toEqual(Object.keys(errorCatalogue));
  });
});

describe('asyncapi.json', () => {
  test('holds every operation with its acknowledgement, every event and every frame', () => {
    const names = Object.keys(asyncApi.components!.messages!);
    for (const id of Object.keys(operations)) {
      expect(names).toContain(`request.${id}`);
      expect(names).toContain(`answer.${id}`);
      expect(asyncApi.operations![id]).toMatchObject({ action: 'receive' });
    }
    for (const type of Object.keys(eventClasses)) expect(names).toContain(`event.${type}`);
    for (const frame of ['sync', 'live', 'heartbeat', 'bye']) expect(names).toContain(`frame.${frame}`);
    expect(Object.keys(asyncApi.channels!.v1!.messages!)).toEqual(names);
  });
});

describe('the schema of an event', () => {
  test('takes the event and nothing that lacks its parts', () => {
    const event = { type: 'receipt.read', conversation_id: 'c', pos: 3, token: 't', data: { member: member() } };
    const schema = wireEventSchema('receipt.read');
    expect(Check(schema, event)).toBe(true);
    for (const part of ['type', 'conversation_id', 'pos', 'token', 'data']) {
      expect(Check(schema, { ...event, [part]: undefined }), part).toBe(false);
    }
    expect(Check(schema, { ...event, type: 'receipt.delivered' })).toBe(false);
    expect(Check(schema, { ...event, data: { member: { ...member(), read_seq: 'x' } } })).toBe(false);
    expect(Check(wireEventSchema('typing.started'), { type: 'typing.started', data: { user_id: 'u' } })).toBe(true);
    expect(Check(wireEventSchema('conversation.removed'), { type: 'conversation.removed', token: 't', data: {} })).toBe(
      true,
    );
  });
});

function member() {
  return { user_id: 'u', role: 'member', state: 'active', joined_at: 1, pos: 1, read_seq: 1, delivered_seq: 1 };
}
