import Type from 'typebox';
import { payloadParser } from '../parse-payload.ts';

/** What its clients send. Other keys are ignored; camelCase and null are read by the parser. */

/** No database stores a NUL character, and not every one can compare with it. */
const line = { pattern: '^[^\\u0000]*$' };
const Line = Type.String({ ...line, minLength: 1, maxLength: 254 });
const Text = Type.String({ maxLength: 100_000 });

export const registerForm = '{ "username", "email", "password" }';
export const parseRegister = payloadParser(
  Type.Object({ username: Line, email: Line, password: Type.String({ maxLength: 1000 }) }),
  registerForm,
);

export const loginForm = '{ "username", "password" }';
export const parseLogin = payloadParser(
  Type.Object({ username: Line, password: Type.String({ maxLength: 1000 }) }),
  loginForm,
);

export const createForm = '{ "title"? }';
export const parseCreate = payloadParser(
  Type.Object({ title: Type.Optional(Type.String({ ...line, maxLength: 200 })) }),
  createForm,
);

/** A picture is an http(s) address, a `data:` address, or bare base64. */
const Picture = Type.Optional(Type.String({ maxLength: 32_000_000 }));

export const sendForm = '{ "text", "image_url"? }';
export const parseSend = payloadParser(
  Type.Object({ text: Type.Optional(Text), message: Type.Optional(Text), image_url: Picture, image: Picture }),
  sendForm,
);

export const askForm = '{ "message" }';
export const parseAsk = payloadParser(
  Type.Object({
    message: Type.Optional(Text),
    text: Type.Optional(Text),
    prompt: Type.Optional(Text),
    image: Picture,
    image_url: Picture,
  }),
  askForm,
);

const Id = Type.String({ pattern: '^[A-Za-z0-9_-]{1,100}$' });
export const parseChatPath = payloadParser(Type.Object({ chat_id: Id }), 'the id of a chat in the path');
export const parseMessagePath = payloadParser(Type.Object({ message_id: Id }), 'the id of a message in the path');
