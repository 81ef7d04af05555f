import type { Static, TSchema } from 'typebox';
import { CoreError } from '../core/errors.ts';
import { compileSchema } from '../http/compile-schema.ts';

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
  const entries = Object.entries(payload).filter(([, value]) => value !== null);
  for (const [key, value] of entries) plain[toSnake(key)] ??= value;
  for (const [key, value] of entries) if (key === toSnake(key)) plain[key] = value;
  return plain;
}

function toSnake(key: string): string {
  return key.length > 60 ? key : key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
