import Type from 'typebox';
import { CoreError } from '../../core/errors.ts';
import { payloadParser } from '../parse-payload.ts';

type MessageType = 'text' | 'image' | 'audio';

/** A message as this dialect’s clients mean it, whichever event or route brought it. */
export interface RelayMessage {
  type: MessageType;
  /** The text, or base64. */
  content: string;
  sender: string | null;
  format: string | null;
}

const sender = Type.Optional(Type.String({ maxLength: 400 }));
const format = Type.Optional(Type.String({ maxLength: 40 }));

export const messageForm = '{ "type": "text|image|audio", "content", "sender"?, "format"? }';
const message = payloadParser(
  // COMPAT(relay): `text` for `content`, and no `type` where it is a text.
  Type.Object({
    type: Type.Optional(Type.Union([Type.Literal('text'), Type.Literal('image'), Type.Literal('audio')])),
    content: Type.Optional(Type.String()),
    text: Type.Optional(Type.String()),
    sender,
    format,
  }),
  messageForm,
);

export function parseMessage(payload: unknown): RelayMessage {
  const input = message(payload);
  const content = input.content ?? input.text;
  if (content === undefined || content === '')
    throw new CoreError('invalid_input', `There is no content; expected ${messageForm}.`);
  return { type: input.type ?? 'text', content, sender: toLabel(input.sender), format: toFormat(input.format) };
}

export const textForm = '{ "text", "sender"? }';
const text = payloadParser(Type.Object({ text: Type.String({ minLength: 1 }), sender }), textForm);

export function parseText(payload: unknown): RelayMessage {
  const input = text(payload);
  return { type: 'text', content: input.text, sender: toLabel(input.sender), format: null };
}

export const imageForm = '{ "image": base64, "sender"?, "format"?: "png|jpg|jpeg" }';
const image = payloadParser(Type.Object({ image: Type.String({ minLength: 1 }), sender, format }), imageForm);

export function parseImage(payload: unknown): RelayMessage {
  const input = image(payload);
  return { type: 'image', content: input.image, sender: toLabel(input.sender), format: toFormat(input.format) };
}

export const audioForm = '{ "audio": base64, "sender"?, "format"?: "wav|mp3|ogg" }';
const audio = payloadParser(Type.Object({ audio: Type.String({ minLength: 1 }), sender, format }), audioForm);

export function parseAudio(payload: unknown): RelayMessage {
  const input = audio(payload);
  return { type: 'audio', content: input.audio, sender: toLabel(input.sender), format: toFormat(input.format) };
}

export const publishForm = '{ "event_type", "data" }';
const DATA_CHARACTERS = 100_000;
const published = payloadParser(
  Type.Object({ event_type: Type.String({ minLength: 1, maxLength: 60 }), data: Type.Optional(Type.Unknown()) }),
  publishForm,
);

/** An event type stands on a line of its own in the stream, so it is one word. */
export function parsePublished(payload: unknown): { eventType: string; data: unknown } {
  const { event_type: eventType, data = {} } = published(payload);
  if (!/^[A-Za-z0-9_.:-]+$/.test(eventType)) {
    throw new CoreError('invalid_input', '“event_type” may hold letters, digits, “_”, “.”, “:” and “-” only.');
  }
  if (JSON.stringify(data).length > DATA_CHARACTERS) {
    throw new CoreError('payload_too_large', `“data” may have ${DATA_CHARACTERS} characters as JSON at most.`);
  }
  return { eventType, data };
}

/** The name somebody gives themselves: one line of 80 characters at most, nothing invisible in it. */
function toLabel(name: string | undefined): string | null {
  const label = name?.normalize('NFC').trim() ?? '';
  if (label === '') return null;
  if ([...label].length > 80 || /[\p{Cc}\p{Surrogate}\u202A-\u202E\u2066-\u2069]/u.test(label)) {
    throw new CoreError('invalid_input', '“sender” must be 1 to 80 characters on one line.');
  }
  return label;
}

function toFormat(name: string | undefined): string | null {
  const word = name?.trim().toLowerCase().replace(/^\./, '') ?? '';
  return word === '' ? null : word;
}
