import Type, { type Static, type TSchema } from 'typebox';
import { CoreError } from '../../core/errors.ts';
import { compileSchema } from '../../http/compile-schema.ts';
import { toSnakeKey } from '../to-snake-key.ts';

/** The building blocks of what letsapp’s clients send. */
export const id = Type.String({ minLength: 1, maxLength: 64, pattern: '^[A-Za-z0-9_-]+$' });
export const text = (most: number, least = 1) => Type.String({ minLength: least, maxLength: most });
export const optional = Type.Optional;

/** Other names under which a field arrives. */
export type Aliases = Readonly<Record<string, string>>;

const AT_MOST = 200;

/**
 * Fields under their documented names. COMPAT(letsapp): clients write keys in snake_case or camelCase, and null for what
 * they leave out; fields that nobody knows are ignored, as the original’s models do.
 */
export function toFields(payload: unknown, aliases: Aliases = {}, keepNull = false): unknown {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload) || Buffer.isBuffer(payload)) {
    return payload;
  }
  const fields: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [key, value] of Object.entries(payload).slice(0, AT_MOST)) {
    if (value === undefined || (value === null && !keepNull)) continue;
    const snake = toSnakeKey(key);
    const name = aliases[snake] ?? snake;
    // The documented spelling wins over every other.
    if (name === key || !(name in fields)) fields[name] = value;
  }
  return { ...fields };
}

export type FieldParser<T> = (payload: unknown) => T;

/** Parses a payload in any of its spellings; throws `invalid_input` with a plain sentence. `form` says what is accepted. */
export function fieldParser<S extends TSchema>(
  schema: S,
  form: string,
  options: { aliases?: Aliases; keepNull?: boolean } = {},
): FieldParser<Static<S>> {
  const validator = compileSchema(schema);
  return (payload) => {
    const fields = toFields(payload, options.aliases, options.keepNull);
    const compiled = validator();
    if (compiled.Check(fields)) return fields as Static<S>;
    const [fault] = compiled.Errors(fields) as { instancePath: string; message: string }[];
    throw new CoreError('invalid_input', describe(fault, form));
  };
}

function describe(fault: { instancePath: string; message: string } | undefined, form: string): string {
  const field = (fault?.instancePath ?? '').slice(1).replaceAll('/', '.');
  const subject = field === '' ? 'The payload' : `“${field.slice(0, 60)}”`;
  return `${subject} ${fault?.message ?? 'has another form'}; expected ${form}.`;
}

/** Whether a payload has one of these fields, in whichever spelling: enough to tell whose event it is. */
export function hasField(payload: unknown, names: readonly string[]): boolean {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload) || Buffer.isBuffer(payload))
    return false;
  const given = payload as Record<string, unknown>;
  return Object.keys(given).some((key) => given[key] != null && names.includes(toSnakeKey(key)));
}

/** A page of a list, by the query’s `page` (from 1) and `limit`; texts that are no numbers mean the default. */
export function toPage(
  query: Readonly<Record<string, unknown>>,
  usual = 50,
): { page: number; limit: number; skip: number } {
  const page = clamp(query.page, 1, 1000, 1);
  const limit = clamp(query.limit ?? query.per_page, 1, 100, usual);
  return { page, limit, skip: (page - 1) * limit };
}

function clamp(value: unknown, least: number, most: number, usual: number): number {
  if (typeof value !== 'string' || !/^\d{1,9}$/.test(value)) return usual;
  return Math.min(most, Math.max(least, Number(value)));
}
