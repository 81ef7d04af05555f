/** A piece of a message's text: plain, a safe link, or the mention of a person. `text` is always what is shown. */
export type TextPart =
  | { kind: 'text'; text: string }
  | { kind: 'link'; text: string; href: string }
  | { kind: 'mention'; text: string; userId: string };

/** A name that may be mentioned in a text. */
export interface MentionName {
  userId: string;
  name: string;
}

// Only these two schemes ever become links: javascript:, data: and the rest stay text.
const LINK = /https?:\/\/[^\s<>"'`]+/giu;
// What usually ends the sentence around an address rather than the address itself.
const TRAILING = /[.,:;!?…'"»”’]+$/u;

/** Splits a text into what is shown as it is, what becomes a link (http and https only) and who is mentioned. */
export function toTextParts(text: string, mentions: readonly MentionName[] = []): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    const address = trimAddress(match[0]);
    const href = toSafeHref(address);
    if (href === undefined) continue;
    parts.push(...toMentionParts(text.slice(end, match.index), mentions));
    parts.push({ kind: 'link', text: address, href });
    end = match.index + address.length;
  }
  parts.push(...toMentionParts(text.slice(end), mentions));
  return parts;
}

function trimAddress(address: string): string {
  let trimmed = address.replace(TRAILING, '');
  // "(see https://example.org/a)" closes a bracket that the address never opened.
  while (/[)\]}]$/.test(trimmed) && !isBalanced(trimmed)) trimmed = trimmed.slice(0, -1).replace(TRAILING, '');
  return trimmed;
}

function isBalanced(text: string): boolean {
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  return count(/[([{]/g) >= count(/[)\]}]/g);
}

function toSafeHref(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : undefined;
}

function toMentionParts(text: string, mentions: readonly MentionName[]): TextPart[] {
  if (text === '') return [];
  const parts: TextPart[] = [];
  let start = 0;
  let at = text.indexOf('@');
  while (at !== -1) {
    const found = findMentionAt(text, at, mentions);
    if (found !== undefined) {
      if (at > start) parts.push({ kind: 'text', text: text.slice(start, at) });
      parts.push({ kind: 'mention', text: text.slice(at, at + found.name.length + 1), userId: found.userId });
      start = at + found.name.length + 1;
    }
    at = text.indexOf('@', at + 1);
  }
  if (start < text.length) parts.push({ kind: 'text', text: text.slice(start) });
  return parts;
}

function findMentionAt(text: string, at: number, mentions: readonly MentionName[]): MentionName | undefined {
  let longest: MentionName | undefined;
  for (const mention of mentions) {
    if (mention.name.length <= (longest?.name.length ?? 0)) continue;
    if (isMentionedAt(text, at, mention.name)) longest = mention;
  }
  return longest;
}

/** Whether `@name` stands at this place as whole words, without regard to case. */
function isMentionedAt(text: string, at: number, name: string): boolean {
  const before = text[at - 1];
  if (before !== undefined && /[\p{L}\p{N}_]/u.test(before)) return false;
  const end = at + 1 + name.length;
  if (text.slice(at + 1, end).toLowerCase() !== name.toLowerCase()) return false;
  const after = text[end];
  return after === undefined || !/[\p{L}\p{N}_]/u.test(after);
}

/** The ids of the people whose names a text mentions, each once. */
export function findMentioned(text: string, names: readonly MentionName[]): string[] {
  const ids = toTextParts(text, names).flatMap((part) => (part.kind === 'mention' ? [part.userId] : []));
  return [...new Set(ids)];
}
