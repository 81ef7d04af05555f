import { isIP } from 'node:net';
import type { Field, FieldText, Parsed } from './field.ts';
import { isPlaceholder } from './placeholder.ts';

/** The kinds of values a configuration variable can have. */

interface Range {
  minimum: number;
  maximum: number;
}

/** A whole number. */
export function integer(range: Range, text: FieldText<number>): Field<number> {
  return number(range, /^-?\d+$/, 'a whole number', text);
}

/** A number with or without decimals. */
export function decimal(range: Range, text: FieldText<number>): Field<number> {
  return number(range, /^-?\d+(\.\d+)?$/, 'a number', text);
}

function number(range: Range, form: RegExp, what: string, text: FieldText<number>): Field<number> {
  const allowed = `${what} from ${range.minimum} to ${range.maximum}`;
  const parse = (value: string): Parsed<number> => {
    const parsed = Number(value);
    const fits = form.test(value) && parsed >= range.minimum && parsed <= range.maximum;
    return fits ? { value: parsed } : { wants: `it must be ${allowed}` };
  };
  return { allowed, ...text, parse };
}

/** One of a few words, in any case. */
export function choice<const T extends string>(words: readonly T[], text: FieldText<T>): Field<T> {
  const allowed = words.map((word) => `\`${word}\``).join(', ');
  const parse = (value: string): Parsed<T> => {
    const word = words.find((one) => one === value.toLowerCase());
    return word === undefined ? { wants: `it must be one of ${words.join(', ')}` } : { value: word };
  };
  return { allowed, ...text, parse };
}

/** `on` or `off`; the spellings of other servers are understood too. */
export function toggle(text: FieldText<boolean>): Field<boolean> {
  const parse = (value: string): Parsed<boolean> => {
    if (/^(on|true|yes|1)$/i.test(value)) return { value: true };
    return /^(off|false|no|0)$/i.test(value) ? { value: false } : { wants: 'it must be on or off' };
  };
  return { allowed: '`on`, `off`', fallbackText: text.fallback ? 'on' : 'off', ...text, parse };
}

/** Any text without control characters. */
export function line<T extends string | null>(text: FieldText<T>): Field<T | string> {
  const parse = (value: string): Parsed<string> =>
    /\p{Cc}/u.test(value) ? { wants: 'it must be one line without control characters' } : { value };
  return { allowed: 'text', ...text, parse };
}

/** An address with one of the given schemes. Only its scheme and host are ever shown: the rest may hold a password. */
export function address(schemes: readonly string[], text: FieldText<string | null>): Field<string | null> {
  const allowed = schemes.map((scheme) => `\`${scheme}://…\``).join(' or ');
  const parse = (value: string): Parsed<string> => {
    const url = URL.canParse(value) ? new URL(value) : undefined;
    if (url !== undefined && schemes.includes(url.protocol.slice(0, -1))) {
      if (url.hostname !== '') return { value };
      return { wants: `it must name a host after ${url.protocol}//`, got: 'an address without a host' };
    }
    const shown = url === undefined ? 'no address' : `an address that begins with ${url.protocol}//`;
    return { wants: `it must be an address that begins with ${schemes.join(':// or ')}://`, got: shown };
  };
  return { allowed, ...text, parse };
}

/** An address of a picture as clients load it: https, http, or a path of this server. */
export function webAddress(text: FieldText<string | null>): Field<string | null> {
  const parse = (value: string): Parsed<string> =>
    isWebAddress(value) ? { value } : { wants: 'it must be an https address, or a path of this server' };
  return { allowed: 'an https address, or a path', ...text, parse };
}

export function isWebAddress(text: string): boolean {
  return /^(https?:\/\/[^\s/]|\/(?!\/))\S*$/.test(text) && text.length <= 2_048;
}

/** A list of web origins such as `https://chat.example.org`, or `*` for all. */
export function origins(text: FieldText<readonly string[]>): Field<readonly string[]> {
  const parse = (value: string): Parsed<readonly string[]> => {
    const found: string[] = [];
    for (const item of splitList(value)) {
      const origin = item === '*' ? '*' : toOrigin(item);
      if (origin === undefined) {
        return { wants: `“${item}” in it must be an origin such as https://chat.example.org, without a path, or *` };
      }
      found.push(origin);
    }
    return { value: found };
  };
  return { allowed: 'origins separated by commas, or `*`', addsUp: true, ...text, parse };
}

function toOrigin(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isOrigin = url !== undefined && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search === '';
  return isOrigin && url.username === '' && url.hash === '' ? url.origin : undefined;
}

/** Some of a few words, `all` or `none`. */
export function words<const T extends string>(all: readonly T[], text: FieldText<readonly T[]>): Field<readonly T[]> {
  const parse = (value: string): Parsed<readonly T[]> => {
    const items = splitList(value.toLowerCase());
    if (items.length === 1 && items[0] === 'all') return { value: all };
    if (items.length === 1 && items[0] === 'none') return { value: [] };
    const unknown = items.find((item) => !all.some((word) => word === item));
    if (unknown !== undefined) return { wants: `“${unknown}” is none of them; use ${all.join(', ')}, all or none` };
    return { value: all.filter((word) => items.includes(word)) };
  };
  return { allowed: `\`all\`, \`none\`, or some of ${all.join(', ')}`, ...text, parse };
}

/** How much of the path before this server is trusted to name the client's address. */
export type ProxyTrust = false | number | readonly string[];

/** `off`, a number of proxies, or their addresses. */
export function proxies(text: FieldText<ProxyTrust>): Field<ProxyTrust> {
  const parse = (value: string): Parsed<ProxyTrust> => {
    if (/^(off|false|no|0)$/i.test(value)) return { value: false };
    if (/^[1-9]$/.test(value)) return { value: Number(value) };
    const items = splitList(value);
    const wrong = items.find((item) => !isNetwork(item));
    const wants = 'it must be off, the number of proxies (1 to 9), or their addresses separated by commas';
    return wrong === undefined && items.length > 0 ? { value: items } : { wants };
  };
  return { allowed: '`off`, a number of proxies, or their addresses', fallbackText: 'off', ...text, parse };
}

function isNetwork(text: string): boolean {
  if (/^(loopback|linklocal|uniquelocal)$/.test(text)) return true;
  const [ip = '', bits, ...rest] = text.split('/');
  const version = isIP(ip);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

/** A secret of at least 32 characters that nobody can know from a manual. */
export function secret(text: FieldText<string | null>): Field<string | null> {
  const parse = (value: string): Parsed<string> => {
    const rest = 'make one with: openssl rand -hex 32';
    if (isPlaceholder(value)) return { wants: `everybody can read that in a manual; ${rest}` };
    if ([...value].length < 32) return { wants: `it must have at least 32 characters; ${rest}` };
    if (new Set(value).size < 8) return { wants: `it can be guessed, for it repeats a few characters; ${rest}` };
    return { value };
  };
  return { allowed: 'at least 32 characters', secret: true, ...text, parse };
}

/** A key 32 bytes long: 64 hex digits, base64, or 32 plain characters. */
export function key(text: FieldText<Uint8Array | null>): Field<Uint8Array | null> {
  const parse = (value: string): Parsed<Uint8Array> => {
    if (isPlaceholder(value)) {
      return { wants: 'everybody can read that in a manual; make one with: openssl rand -hex 32' };
    }
    const bytes = toKey(value);
    if (bytes === undefined)
      return { wants: 'it must be 32 bytes: 64 hex digits, or base64; make one with: openssl rand -hex 32' };
    if (new Set(bytes).size < 8)
      return { wants: 'it can be guessed, for it repeats a few bytes; make one with: openssl rand -hex 32' };
    return { value: bytes };
  };
  return { allowed: '32 bytes as 64 hex digits or base64', secret: true, ...text, parse };
}

function toKey(value: string): Uint8Array | undefined {
  if (/^[0-9a-f]{64}$/i.test(value)) return new Uint8Array(Buffer.from(value, 'hex'));
  if (/^[A-Za-z0-9+/_-]{43}=?$/.test(value)) return new Uint8Array(Buffer.from(value, 'base64'));
  const plain = new TextEncoder().encode(value);
  return plain.length === 32 ? plain : undefined;
}

/** A key of an AI provider. What a manual prints in its place counts as none. */
export function providerKey(text: FieldText<string | null>): Field<string | null> {
  const parse = (value: string): Parsed<string | null> => {
    if (isPlaceholder(value)) {
      return { value: null, notice: 'still holds the text of a manual in place of a key, and counts as not set.' };
    }
    return /^[\x21-\x7e]{8,512}$/.test(value) ? { value } : { wants: 'it must be a key without spaces' };
  };
  return { allowed: 'a key', secret: true, ...text, parse };
}

function splitList(value: string): string[] {
  return value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** Names separated by commas, in lower case. */
export function names(text: FieldText<readonly string[]>): Field<readonly string[]> {
  const parse = (value: string): Parsed<readonly string[]> => {
    const items = splitList(value.toLowerCase());
    const wrong = items.find((item) => !/^[a-z0-9][a-z0-9._-]*$/.test(item));
    return wrong === undefined ? { value: items } : { wants: `“${wrong}” in it is neither a user name nor an id` };
  };
  return { allowed: 'names separated by commas', addsUp: true, ...text, parse };
}
