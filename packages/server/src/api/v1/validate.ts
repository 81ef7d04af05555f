import { type OperationId, operations, type Problem } from '@parlance/protocol';
import Type from 'typebox';
import { hasNul, isDeeper } from '../../core/input/plain-data.ts';
import { compileSchema, type Validator } from '../../http/compile-schema.ts';
import { makeProblem } from './problems.ts';

/** Deeper than any documented input; what is deeper costs no check at all. */
const DEEPEST = 12;

const validators = new Map<OperationId, Validator>();

/** The schema of an operation’s flat input: params, query and body together. */
export function inputSchema(id: OperationId): Type.TObject {
  const { params, query, body } = operations[id];
  const properties = { ...params.properties, ...query.properties, ...(body?.properties ?? {}) };
  return Type.Object(properties as Type.TProperties, { additionalProperties: false });
}

function validatorOf(id: OperationId): Validator {
  let validator = validators.get(id);
  if (validator === undefined) {
    validator = compileSchema(inputSchema(id))();
    validators.set(id, validator);
  }
  return validator;
}

/** undefined when the input has the operation’s shape, else the first thing that is wrong with it. */
export function findFault(id: OperationId, input: unknown): Problem | undefined {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return makeProblem('invalid_input', `The input must be an object, not ${nameOf(input)}.`);
  }
  if (isDeeper(input, DEEPEST))
    return makeProblem('invalid_input', `The input is nested deeper than ${DEEPEST} levels.`);
  if (hasNul(input)) return makeProblem('invalid_input', 'The input holds a NUL character, which cannot be stored.');
  const validator = validatorOf(id);
  if (validator.Check(input)) return undefined;
  const errors = validator.Errors(input) as ValidationError[];
  return describe(withoutOtherForms(errors), input, inputSchema(id));
}

interface ValidationError {
  keyword: string;
  schemaPath: string;
  instancePath: string;
  message: string;
  params: Record<string, unknown>;
}

/** Where several forms are told apart by their `type`, what is missing in those that were not meant is no fault. */
function withoutOtherForms(errors: readonly ValidationError[]): readonly ValidationError[] {
  const formOf = ({ schemaPath }: ValidationError): string | undefined => /^.*?\/anyOf\/\d+/.exec(schemaPath)?.[0];
  const others = new Set(
    errors
      .filter(({ keyword, schemaPath }) => keyword === 'const' && /\/anyOf\/\d+\/properties\/type\b/.test(schemaPath))
      .map(formOf),
  );
  const meant = errors.filter((error) => {
    const form = formOf(error);
    return form === undefined || !others.has(form);
  });
  // The last of them only says that no form fits.
  return meant.some(({ keyword }) => keyword !== 'anyOf') ? meant : errors;
}

/** The words that may stand at a place of the input; none where something else than certain words may. */
function wordsAt(schema: SchemaPart, path: readonly string[]): string[] {
  const [name, ...rest] = path;
  if (schema.anyOf !== undefined) return schema.anyOf.flatMap((form) => wordsAt(form, path));
  if (name === undefined) return typeof schema.const === 'string' ? [schema.const] : [];
  const part = schema.properties?.[name];
  return part === undefined ? [] : wordsAt(part, rest);
}

interface SchemaPart {
  anyOf?: readonly SchemaPart[];
  const?: unknown;
  properties?: Record<string, SchemaPart>;
}

function choose(errors: readonly ValidationError[]): ValidationError | undefined {
  const telling = errors.filter(({ keyword }) => keyword !== 'boolean' && keyword !== 'additionalProperties');
  // Of a form that cannot be told the wrong word says more than what it would lack.
  return telling.find(({ keyword }) => keyword === 'const') ?? telling[0];
}

function describe(errors: readonly ValidationError[], input: object, schema: Type.TObject): Problem {
  const extra = errors.find((error) => error.keyword === 'additionalProperties');
  const error = choose(errors) ?? extra;
  if (error === undefined) return makeProblem('invalid_input', 'The input does not have the documented shape.');
  const field = error.instancePath === '' ? '/' : error.instancePath;
  const subject = field === '/' ? 'The input' : `“${field.slice(1).replaceAll('/', '.').slice(0, 100)}”`;
  if (error.keyword === 'additionalProperties') {
    const [name = ''] = (error.params['additionalProperties'] as string[] | undefined) ?? [];
    return makeProblem('invalid_input', `“${name.slice(0, 100)}” is not a field of this request.`, {
      field: `${field === '/' ? '' : field}/${name.slice(0, 100)}`,
    });
  }
  const got = field === '/' || error.keyword === 'required' ? '' : `, not ${preview(input, field)}`;
  const words = error.keyword === 'const' ? wordsAt(schema as SchemaPart, field.slice(1).split('/')) : [];
  const wants =
    words.length === 0 ? error.message : `must be ${words.length === 1 ? '' : 'one of '}${words.join(', ')}`;
  return makeProblem('invalid_input', `${subject} ${wants}${got}.`, { field });
}

/** The faulty value, short, and never a secret. */
function preview(input: object, pointer: string): string {
  let value: unknown = input;
  for (const part of pointer.slice(1).split('/')) {
    if (/password|token|secret/i.test(part)) return 'what was sent';
    value =
      typeof value === 'object' && value !== null && Object.hasOwn(value, part)
        ? (value as Record<string, unknown>)[part]
        : undefined;
  }
  return nameOf(value);
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return `“${value.slice(0, 40)}”`;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return value === undefined ? 'nothing' : `a value of type ${typeof value}`;
}
