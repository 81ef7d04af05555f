import { CoreError } from '../errors.ts';

/**
 * What the fields of a profile may hold, whichever edge they came through. Each function answers the value as it is to be
 * stored, or throws `invalid_input` with the field's pointer. v1's schemas are narrower; dialects' clients are looser.
 */

const CONTROL = /\p{Cc}/u;
/** Marks that turn the writing direction around: with them one name can be made to look like another. */
const DIRECTION = /[\u202A-\u202E\u2066-\u2069]/;

/** 1–64 code points on one line, without an @, by which e-mail addresses are told from user names. */
export function parseUserName(text: string): string {
  const name = parseLine(text, 'user name', '/user_name', 64);
  if (name.includes('@')) {
    throw new CoreError('invalid_input', 'A user name cannot contain “@”.', { field: '/user_name' });
  }
  return name;
}

/** Something before and after one @, 254 characters at most (RFC 5321). Stored as it came; compared without case. */
export function parseEmail(text: string): string {
  const email = text.trim();
  if (email.length > 254 || !/^[^@\s\p{Cc}]+@[^@\s\p{Cc}]+$/u.test(email)) {
    throw new CoreError('invalid_input', 'This is not an e-mail address: it needs the form name@host.', {
      field: '/email',
    });
  }
  return email;
}

/** 1–80 code points on one line. */
export function parseDisplayName(text: string): string {
  return parseLine(text, 'display name', '/display_name', 80);
}

/**
 * A BCP 47 language tag such as `de` or `pt-BR`, stored in its canonical form (`PT-br` becomes `pt-BR`, `iw` becomes `he`);
 * dialects' clients also write `pt_BR`.
 */
export function parseLanguage(text: string, field = '/language'): string {
  const tag = text.trim().replaceAll('_', '-');
  const canonical = tag.length > 35 || !/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(tag) ? undefined : toCanonical(tag);
  if (canonical !== undefined) return canonical;
  const shown = tag.slice(0, 40);
  throw new CoreError('invalid_input', `The language must be a tag such as “de” or “pt-BR”, not “${shown}”.`, {
    field,
  });
}

function toCanonical(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    // It has the letters of a tag and not its order: “de-1”, “en-toolongsubtag”.
    return undefined;
  }
}

/** An http(s) address or a path on this server, 2048 characters at most. */
export function parseAvatarUrl(text: string): string {
  if (text.length > 2048 || !/^(https?:\/\/|\/(?!\/))[^\s\p{Cc}]+$/u.test(text)) {
    throw new CoreError(
      'invalid_input',
      'The picture must be an http(s) address or a path, of 2048 characters at most.',
      {
        field: '/avatar_url',
      },
    );
  }
  return text;
}

/** Up to 500 code points. */
export function parseBio(text: string): string {
  if (countCodePoints(text) > 500) {
    throw new CoreError('invalid_input', 'The text about yourself may have 500 characters at most.', { field: '/bio' });
  }
  return text;
}

/** Up to 100 code points on one line. */
export function parseStatus(text: string): string {
  return parseLine(text, 'status', '/status', 100);
}

function parseLine(text: string, what: string, field: string, most: number): string {
  const line = text.normalize('NFC').trim();
  const length = countCodePoints(line);
  if (length < 1 || length > most) {
    throw new CoreError('invalid_input', `The ${what} must have 1 to ${most} characters, not ${length}.`, { field });
  }
  if (CONTROL.test(line) || DIRECTION.test(line)) {
    throw new CoreError('invalid_input', `The ${what} contains invisible control characters; leave them out.`, {
      field,
    });
  }
  return line;
}

function countCodePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
