import Type from 'typebox';
import { LanguageTag } from '../objects.ts';

/** The building blocks of inputs. Lengths count code points; the edge bounds bytes before it parses. */
export const id = Type.String({ minLength: 1, maxLength: 64, pattern: '^[A-Za-z0-9_-]+$' });
export const clientId = Type.String({
  minLength: 8,
  maxLength: 64,
  pattern: '^[A-Za-z0-9_-]+$',
  description: 'chosen by the sender, best a UUIDv7; never used for two messages',
});
export const userName = Type.String({
  minLength: 2,
  maxLength: 32,
  pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$',
  description: 'letters, digits, dot, dash and underscore; unique without regard to case',
});
export const email = Type.String({ minLength: 3, maxLength: 254, pattern: '^[^@\\s]+@[^@\\s]+$' });
export const password = Type.String({ minLength: 8, maxLength: 256 });
export const displayName = Type.String({ minLength: 1, maxLength: 80, pattern: '\\S' });
export const language = LanguageTag;
export const translateTo = Type.String({
  pattern: '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$',
  maxLength: 35,
  description: 'a language tag, or me for my own language',
});
export const url = Type.String({ maxLength: 2048, pattern: '^(https?://|/)[^\\s]+$' });
export const device = Type.String({ minLength: 1, maxLength: 100 });
export const name = Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' });
export const topic = Type.String({ maxLength: 500 });
export const emoji = Type.String({ minLength: 1, maxLength: 32, pattern: '^\\S+$' });
export const token = Type.String({ minLength: 1, maxLength: 512 });
export const seq = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
export const time = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
export const limit = (most: number, usual: number) =>
  Type.Optional(Type.Integer({ minimum: 1, maximum: most, default: usual }));
export const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
export const done = Type.Object({ ok: Type.Literal(true) });
