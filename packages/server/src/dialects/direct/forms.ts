import Type from 'typebox';
import { payloadParser } from '../parse-payload.ts';

/** What its clients send. Other keys are ignored; camelCase and null are read by the parser. */

/** No database stores a NUL character, and not every one can compare with it. */
const line = { minLength: 1, pattern: '^[^\\u0000]*$' };
const Email = Type.String({ ...line, maxLength: 254 });
const Id = Type.String({ pattern: '^[A-Za-z0-9_-]{1,100}$' });

export const loginForm = '{ "email", "name", "profile_image"? }';
export const parseLogin = payloadParser(
  Type.Object({
    email: Email,
    name: Type.String({ ...line, maxLength: 200 }),
    profile_image: Type.Optional(Type.String({ maxLength: 2048 })),
  }),
  loginForm,
);

export const startForm = '{ "to_email" }';
export const parseStart = payloadParser(Type.Object({ to_email: Email }), startForm);

export const sendForm = '{ "to_email", "message", "message_type"?, "reply_to"? }';
export const parseSend = payloadParser(
  Type.Object({
    to_email: Email,
    message: Type.String({ minLength: 1, maxLength: 100_000 }),
    message_type: Type.Optional(Type.String({ ...line, maxLength: 40 })),
    reply_to: Type.Optional(Id),
  }),
  sendForm,
);

export const conversationForm = '{ "conversation_id" }';
export const parseConversation = payloadParser(Type.Object({ conversation_id: Id }), conversationForm);

const Count = Type.String({ pattern: '^\\d{1,7}$' });
const pageForm = '?skip= and ?limit=, whole numbers';
export const parsePage = payloadParser(
  Type.Object({ skip: Type.Optional(Count), limit: Type.Optional(Count) }),
  pageForm,
);

const queryForm = '?query=';
export const parseSearch = payloadParser(
  Type.Object({
    query: Type.Optional(Type.String({ ...line, minLength: 0, maxLength: 200 })),
    q: Type.Optional(Type.String({ ...line, minLength: 0, maxLength: 200 })),
  }),
  queryForm,
);

/** Whether a payload has a text under this key, in snake or camel case. */
export function hasText(payload: unknown, key: string): boolean {
  return typeof textOf(payload, key) === 'string';
}

export function textOf(payload: unknown, key: string): string | undefined {
  if (typeof payload !== 'object' || payload === null) return undefined;
  const fields = payload as Record<string, unknown>;
  const value = fields[key] ?? fields[key.replace(/_(\w)/g, (_match, letter: string) => letter.toUpperCase())];
  return typeof value === 'string' ? value : undefined;
}

/** COMPAT(direct): `content` or `text` where the document says `message`. */
export function withMessage(fields: unknown): unknown {
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields) || hasText(fields, 'message'))
    return fields;
  const text = textOf(fields, 'content') ?? textOf(fields, 'text');
  return text === undefined ? fields : { ...fields, message: text };
}
