import type { ListCursor } from '../../core/conversations/conversation-store.ts';
import { CoreError } from '../../core/errors.ts';

/** List cursors are base64url JSON: nothing in them opens anything, so they are checked and not signed. */
export function encodeCursor(cursor: ListCursor | null): string | null {
  return cursor === null ? null : encodeText(JSON.stringify([cursor.value, cursor.id]));
}

export function encodeText(text: string): string {
  return Buffer.from(text).toString('base64url');
}

export function parseCursor(cursor: string | undefined): ListCursor | null {
  if (cursor === undefined) return null;
  const parsed = parseJson(cursor);
  if (Array.isArray(parsed) && Number.isSafeInteger(parsed[0]) && typeof parsed[1] === 'string') {
    return { value: parsed[0] as number, id: parsed[1] };
  }
  throw badCursor();
}

/** The cursor of a list ordered by (name, id), as its JSON text. */
export function parseTextCursor(cursor: string | undefined): string | null {
  if (cursor === undefined) return null;
  const parsed = parseJson(cursor);
  if (Array.isArray(parsed) && parsed.length === 2 && parsed.every((part) => typeof part === 'string')) {
    return JSON.stringify(parsed);
  }
  throw badCursor();
}

function parseJson(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw badCursor();
  }
}

function badCursor(): CoreError {
  return new CoreError('invalid_input', 'The cursor is not one that this list has given out; start without it.', {
    field: '/cursor',
  });
}
