import { type OperationId, operations } from '@parlance/protocol';
import fc from 'fast-check';
import type Type from 'typebox';
import { Check } from 'typebox/value';
import type { RawRequest } from './raw-http.ts';
import { type RestRequest, toRequest, toText } from './rest.ts';

/** One thing that is wrong with a request, and where the server must find it. */
export interface MalformedRequest {
  what: string;
  request: RawRequest;
}

export interface MalformedPayload {
  what: string;
  payload: unknown[];
}

const LONG = 'x'.repeat(30_000);
const HUGE = 'x'.repeat(3_000_000);
const DEPTH = 20_000;

/** What every field is filled with; values that a field accepts are sorted out by its schema. */
const WRONG_VALUES: unknown[] = [
  null,
  true,
  '',
  ' ',
  'a\u0000b',
  '../../etc',
  'ключ',
  LONG,
  -1,
  0.5,
  1e300,
  [],
  [null],
  [['a']],
  {},
  { type: 'text' },
  { type: 'text', text: '' },
  { type: 'text', text: 1 },
  { type: 'text', text: LONG },
  { type: 'text', text: 'a', surprise: true },
  { type: 'no such type', text: 'a' },
  { $gt: '' },
];

type Schema = Record<string, unknown>;
type Place = 'params' | 'query' | 'body';

/** Every REST request of this operation that must be refused, made from a well-formed input. `seed` steers the random part. */
export function malformedRequests(
  operationId: OperationId,
  input: object,
  token: string | undefined,
  seed: number,
): MalformedRequest[] {
  const operation = operations[operationId];
  const list: MalformedRequest[] = [];
  const add = (what: string, request: RawRequest) => list.push({ what: `${operationId}: ${what}`, request });
  for (const { what, mutant } of mutants(operationId, input, seed, isWrongOnRest))
    add(what, toRequest(operationId, mutant, token));
  const good = toRequest(operationId, input, token);
  add('unknown query', { ...good, path: `${good.path}${good.path.includes('?') ? '&' : '?'}surprise=1` });
  if (operation.body === undefined) return list;
  const withBody = (body: string): RestRequest => ({ ...good, body });
  const wrongText = [
    '{',
    '{"a":1,}',
    '{"a":',
    'nul',
    '[]',
    '[{}]',
    '"text"',
    '12',
    'null',
    '{"__proto__":{"a":1}}',
    '{"a":1}{"b":2}',
    "{'a':1}",
  ];
  for (const text of wrongText) add(`body ${text}`, withBody(text));
  add('body of bytes that are not UTF-8', {
    ...good,
    bytes: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
  });
  add('deep body of arrays', withBody('['.repeat(DEPTH) + ']'.repeat(DEPTH)));
  add('deep body of objects', withBody(`${'{"a":'.repeat(DEPTH)}1${'}'.repeat(DEPTH)}`));
  add('huge body', withBody(JSON.stringify({ ...input, surprise: HUGE })));
  if (Object.keys(operation.body.properties).length > 0) {
    for (const type of [
      'text/plain',
      'application/xml',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      'application/jsonx',
      '; charset',
      '',
    ]) {
      add(`content type ${JSON.stringify(type)}`, { ...good, headers: { ...good.headers, 'content-type': type } });
    }
  }
  return list;
}

/** Every socket payload of this operation that must be refused, made from a well-formed input. */
export function malformedPayloads(operationId: OperationId, input: object, seed: number): MalformedPayload[] {
  const list: MalformedPayload[] = [];
  const add = (what: string, ...payload: unknown[]) => list.push({ what: `${operationId}: ${what}`, payload });
  for (const { what, mutant } of mutants(operationId, input, seed, isWrongOnSocket)) add(what, mutant);
  for (const value of ['text', 12, true, [], [input], Buffer.from('bytes')])
    add(`payload ${JSON.stringify(value).slice(0, 40)}`, value);
  add('payload with bytes inside', { ...input, surprise: Buffer.alloc(100) });
  // Only where it would do no harm if it were done: else one fault would end the session that looks for the others.
  if (operations[operationId].method === 'GET') add('two payloads', input, input);
  add('deep payload', deepValue(2_000));
  return list;
}

function deepValue(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = { a: value };
  return value;
}

interface Mutant {
  what: string;
  mutant: object;
}

type IsWrong = (schema: Schema, place: Place, value: unknown) => boolean;

/** The input with one field wrong, missing or too many. */
function mutants(operationId: OperationId, input: object, seed: number, isWrong: IsWrong): Mutant[] {
  const operation = operations[operationId];
  const list: Mutant[] = [];
  const random = fc.sample(fc.jsonValue({ maxDepth: 3 }), { numRuns: 4, seed });
  for (const place of ['params', 'query', 'body'] as const) {
    const schema = operation[place];
    if (schema === undefined) continue;
    for (const [name, property] of Object.entries(schema.properties)) {
      for (const value of [...WRONG_VALUES, ...random]) {
        if (place !== 'body' && isWrong === isWrongOnRest && !reachesRoute(value)) continue;
        if (!isWrong(property as Schema, place, value)) continue;
        list.push({ what: `${name} = ${JSON.stringify(value).slice(0, 60)}`, mutant: { ...input, [name]: value } });
      }
    }
    for (const name of ((schema as unknown as Schema).required as string[] | undefined) ?? []) {
      if (place === 'params' && isWrong === isWrongOnRest) continue; // A path without it is another path.
      const mutant = Object.fromEntries(Object.entries(input).filter(([key]) => key !== name));
      list.push({ what: `without ${name}`, mutant });
    }
  }
  if (operation.body !== undefined || isWrong === isWrongOnSocket) {
    list.push({ what: 'with a field too many', mutant: { ...input, surprise: 1 } });
    list.push({ what: 'with a field named constructor', mutant: { ...input, constructor: { name: 'a' } } });
  }
  return list;
}

function isWrongOnSocket(schema: Schema, _place: Place, value: unknown): boolean {
  return !Check(schema as Type.TSchema, value);
}

/** In a path and a query everything is text, which counts as a number or a truth value where it reads as one. */
function isWrongOnRest(schema: Schema, place: Place, value: unknown): boolean {
  if (place === 'body') return !Check(schema as Type.TSchema, value);
  const text = toText(value);
  return ![text, Number(text), text === 'true', text === 'null' ? null : text].some((read) =>
    Check(schema as Type.TSchema, read),
  );
}

/** Dots and nothing are taken out of a path before any server sees it; of a line beyond 16 KiB only the length is looked at. */
function reachesRoute(value: unknown): boolean {
  const text = toText(value);
  return !['', '.', '..'].includes(text) && text.length < 10_000;
}
