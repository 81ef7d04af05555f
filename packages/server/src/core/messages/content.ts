import { CoreError } from '../errors.ts';
import type { Content } from './message.ts';

/** What each type of content must satisfy beyond its shape. A new type adds its line here and its member to `Content`. */
const rules: { [T in Content['type']]: (content: Extract<Content, { type: T }>, textLength: number) => void } = {
  text: (content, textLength) => requireText(content.text, textLength),
  image: requireMedia,
  audio: requireMedia,
  video: requireMedia,
  file: requireMedia,
  system: () => undefined,
};

export function requireContent(content: Content, textLength: number): void {
  (rules[content.type] as (content: Content, textLength: number) => void)(content, textLength);
}

function requireMedia(content: { text?: string; mediaId: string }, textLength: number): void {
  if (content.text !== undefined && content.text !== '') requireText(content.text, textLength);
}

function requireText(text: string, textLength: number): void {
  if (text.trim() === '') throw new CoreError('invalid_input', 'The text is empty.', { field: '/content/text' });
  if (/\p{Surrogate}/u.test(text)) {
    throw new CoreError('invalid_input', 'The text holds half a surrogate pair, which is no character.', {
      field: '/content/text',
    });
  }
  if (text.includes('\0')) {
    throw new CoreError('invalid_input', 'The text holds a NUL character.', { field: '/content/text' });
  }
  if (text.length <= textLength) return;
  let length = 0;
  for (const _ of text) length += 1;
  if (length > textLength) {
    throw new CoreError('invalid_input', `The text has ${length} characters; at most ${textLength} are accepted.`, {
      field: '/content/text',
    });
  }
}

/** The names after @ in a text, each once, without the @; at most 20 are looked up. */
export function mentionedNames(text: string): string[] {
  if (!text.includes('@')) return [];
  const names = new Set<string>();
  for (const match of text.matchAll(/(?<![\w@.])@([A-Za-z0-9][A-Za-z0-9._-]{0,30}[A-Za-z0-9])/g)) {
    if (names.size === 20) break;
    names.add(match[1] as string);
  }
  return [...names];
}
