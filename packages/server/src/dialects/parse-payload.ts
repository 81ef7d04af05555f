import type { Static, TSchema } from 'typebox';
import { CoreError } from '../core/errors.ts';
import { compileSchema } from '../http/compile-schema.ts';
import { toSnakeKey } from './to-snake-key.ts';

/**
 * A parser for what clients send: answers the payload in the schema’s form, or throws `invalid_input` with the field,
 * what is wrong with it and the form that is accepted.
 */
export function payloadParser<S extends TSchema>(schema: S, form: string): (payload: unknown) => Static<S> {
  const validator = compileSchema(schema);
  return (payload) => {
    const plain = toSnakeKeys(payload);
    const compiled = validator();
    if (compiled.Check(plain)) return plain as Static<S>;
    const [fault] = compiled.Errors(plain) as { instancePath: string; message: string }[];
    throw new CoreError('invalid_input', describe(fault, form));
  };
}

function describe(fault: { instancePath: string; message: string } | undefined, form: string): string {
  const field = (fault?.instancePath ?? '').slice(1).replaceAll('/', '.');
  const subject = field === '' ? 'The payload' : `“${field.slice(0, 60)}”`;
  return `${subject} ${fault?.message ?? 'has another form'}; expected ${form}.`;
}

/**
 * COMPAT(all): clients write `roomId` as well as `room_id`, and `null` for what they leave out. Documented keys win over
 * their camelCase twins.
 */
function toSnakeKeys(payload: unknown): unknown {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload) || Buffer.isBuffer(payload)) {
    return Buffer.isBuffer(payload) ? undefined : payload;
  }
  const plain: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  const given = payload as Record<string, unknown>;
  const keys = Object.keys(given);
  let hasTwins = false;
  for (const key of keys) {
    const snake = toSnakeKey(key);
    if (given[key] !== null) plain[snake] ??= given[key];
    hasTwins ||= snake !== key;
  }
  if (hasTwins) for (const key of keys) if (given[key] !== null && toSnakeKey(key) === key) plain[key] = given[key];
  return plain;
}
