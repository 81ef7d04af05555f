import Type from 'typebox';
import { payloadParser } from '../parse-payload.ts';

export const noteForm = '{ "to", "note" }';
export const parseNote = payloadParser(
  Type.Object({
    to: Type.String({ minLength: 1, maxLength: 64, pattern: '^[^\\u0000]*$' }),
    note: Type.String({ minLength: 1, maxLength: 140 }),
  }),
  noteForm,
);
