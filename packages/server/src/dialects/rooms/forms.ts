import Type from 'typebox';
import { payloadParser } from '../parse-payload.ts';

/** What clients send. Unknown keys are ignored, as the original does. */

const roomId = Type.String({ minLength: 1, maxLength: 200 });
const userId = Type.Union([Type.String({ minLength: 1, maxLength: 100 }), Type.Integer()]);
const userName = Type.String({ minLength: 1, maxLength: 300 });
const language = Type.String({ minLength: 1, maxLength: 35 });

export const loginForm = '{ "username" }';
export const parseLogin = payloadParser(
  // COMPAT(rooms): `language` for `preferred_language`.
  Type.Object({
    username: userName,
    preferred_language: Type.Optional(language),
    language: Type.Optional(language),
  }),
  loginForm,
);

export const newRoomForm = '{ "room_name" }';
export const parseNewRoom = payloadParser(
  // COMPAT(rooms): `name` for `room_name`.
  Type.Object({
    room_name: Type.Optional(Type.String({ maxLength: 400 })),
    name: Type.Optional(Type.String({ maxLength: 400 })),
  }),
  newRoomForm,
);

export const translateForm = '{ "text", "target_language", "source_language"? }';
export const parseTranslate = payloadParser(
  Type.Object({
    text: Type.String({ minLength: 1 }),
    target_language: language,
    source_language: Type.Optional(language),
  }),
  translateForm,
);

export const joinForm = '{ "user_id", "username", "room_id", "preferred_language"? }';
export const parseJoin = payloadParser(
  Type.Object({
    room_id: Type.Optional(roomId),
    // COMPAT(rooms): `room` and `room_name` for `room_id`, `language` for `preferred_language`, the login’s `token`.
    room: Type.Optional(roomId),
    room_name: Type.Optional(roomId),
    user_id: Type.Optional(userId),
    username: Type.Optional(userName),
    preferred_language: Type.Optional(language),
    language: Type.Optional(language),
    token: Type.Optional(Type.String({ maxLength: 4096 })),
  }),
  joinForm,
);

export const roomForm = '{ "room_id" }';
export const parseRoom = payloadParser(Type.Object({ room_id: roomId }), roomForm);

export const sendForm = '{ "room_id", "text" }';
export const parseSend = payloadParser(
  // COMPAT(rooms): `message` for `text`; `user_id` may repeat who is speaking.
  Type.Object({
    room_id: roomId,
    text: Type.Optional(Type.String()),
    message: Type.Optional(Type.String()),
    user_id: Type.Optional(userId),
  }),
  sendForm,
);

export const typingForm = '{ "room_id", "is_typing" }';
export const parseTyping = payloadParser(
  Type.Object({ room_id: roomId, is_typing: Type.Optional(Type.Boolean()), user_id: Type.Optional(userId) }),
  typingForm,
);
