/** What no client should send, in place of a payload or of any of its fields. */
const MALFORMED_VALUES: readonly [what: string, value: unknown][] = [
  ['nothing', undefined],
  ['null', null],
  ['true', true],
  ['false', false],
  ['zero', 0],
  ['a negative number', -1],
  ['a fraction', 0.5],
  ['a huge number', 1e300],
  ['an empty text', ''],
  ['a space', ' '],
  ['a text', 'text'],
  ['a NUL character', 'a\u0000b'],
  ['half a surrogate pair', 'a\ud800b'],
  ['control characters', 'a\r\n\u0007b'],
  ['a writing direction mark', 'a\u202Eb'],
  ['a path', '../../etc/passwd'],
  ['an SQL quote', `' or 1=1; --`],
  ['a pattern', '.*(a+)+$'],
  ['HTML', '<script>alert(1)</script>'],
  ['a long text', 'x'.repeat(30_000)],
  ['many code points', '🌹'.repeat(20_001)],
  ['an empty list', []],
  ['a list of null', [null]],
  ['nested lists', [[['a']]]],
  ['an empty object', {}],
  ['a query operator', { $gt: '' }],
  ['a polluting object', JSON.parse('{"__proto__":{"admin":true},"constructor":{"prototype":{"a":1}}}')],
  ['bytes', Buffer.from([0, 255, 1, 254])],
  ['an object with bytes', { data: Buffer.alloc(100) }],
  ['deep nesting', deep(200)],
  ['an id of nobody', '00000000-0000-7000-8000-000000000000'],
  ['an identity of somebody else', { user_id: '00000000-0000-7000-8000-00006c657461', is_admin: true }],
];

function deep(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = { a: value };
  return value;
}

/** Bodies that are no JSON, or not in the encoding they claim, with their content type. */
export const MALFORMED_BODIES: readonly [what: string, type: string, body: string | Uint8Array<ArrayBuffer>][] = [
  ['broken JSON', 'application/json', '{"email":'],
  ['a bare word', 'application/json', 'nul'],
  ['two values', 'application/json', '{}{}'],
  ['bytes that are not UTF-8', 'application/json', new Uint8Array([0x7b, 0x22, 0x61, 0x22, 0x3a, 0xff, 0xfe, 0x7d])],
  ['deep lists', 'application/json', '['.repeat(20_000) + ']'.repeat(20_000)],
  ['XML', 'application/xml', '<a/>'],
  ['no content type', '', 'text'],
  ['a broken form', 'multipart/form-data; boundary=x', '--y\r\n\r\nno end'],
];

/** The payload itself wrong in every way, then each of its fields in every way, then without each field. */
export function malformedPayloads(good: Record<string, unknown>): [what: string, payload: unknown][] {
  const list: [string, unknown][] = MALFORMED_VALUES.map(([what, value]) => [`${what} as the payload`, value]);
  for (const field of Object.keys(good)) {
    for (const [what, value] of MALFORMED_VALUES) list.push([`${what} as ${field}`, { ...good, [field]: value }]);
  }
  return list;
}
