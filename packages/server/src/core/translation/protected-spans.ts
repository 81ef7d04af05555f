import { eachMatch } from '../each-match.ts';

/** A part of a text; `kept` means that no translation may touch it. */
export interface Span {
  text: string;
  kept: boolean;
}

/**
 * What emoji are made of (UTS #51), instead of \p{RGI_Emoji}, which lists every one that there is and takes V8 0.1 s to compile,
 * while nobody is served, and again for each kind of string.
 */
const EMOJI = String.raw`(?:[[\p{Extended_Pictographic}\p{Emoji_Presentation}]--\p{ASCII}]|[0-9#*]\ufe0f?\u20e3)`;

/**
 * What stays as it is; what begins earlier wins, then what stands higher here. \x60 is a backtick. Every repetition is
 * bounded, or excludes what ends it, so that no text takes long to take apart.
 */
const KEPT = [
  // Code: fenced (an open fence goes to the end, as it is shown), then inline.
  String.raw`(?<fence>\x60\x60\x60|~~~)[\s\S]*?(?:\k<fence>|$)`,
  String.raw`(?<!\x60)(?<tick>\x60{1,2})(?!\x60)[^\n]{0,500}?[^\x60\n]\k<tick>(?!\x60)`,
  // A Markdown picture; a Markdown link, of which the label is translated.
  String.raw`!\[[^\[\]\n]{0,300}\]\([^\(\)\s]{0,2048}(?:[ ]"[^"\n]{0,300}")?\)`,
  String.raw`\[(?<label>[^\[\]\n]{1,300})(?<address>\]\([^\(\)\s]{1,2048}(?:[ ]"[^"\n]{0,300}")?\))`,
  // Addresses, without the punctuation that ends the sentence.
  String.raw`<(?:[a-z][a-z0-9+.\-]{1,20}:[^\s<>]{1,2048}|[^\s<>@]{1,100}@[^\s<>@]{1,200})>`,
  String.raw`(?<![\p{L}\p{N}])(?:[a-z][a-z0-9+.\-]{1,20}:\/\/|www\.|mailto:|tel:)[^\s<>\x60⟦⟧]{0,2048}[^\s<>\x60⟦⟧.,;:!?'"\)\]\}*_~…。、]`,
  String.raw`(?<![\p{L}\p{N}._%+\-])[\p{L}\p{N}._%+\-]{1,64}@[\p{L}\p{N}\-]{1,63}(?:\.[\p{L}\p{N}\-]{1,63})+`,
  // Who and what is addressed: @mentions, #channels, :shortcodes:.
  String.raw`(?<![\p{L}\p{N}_@.])@[\p{L}\p{N}_](?:[\p{L}\p{N}._\-]{0,62}[\p{L}\p{N}_])?`,
  String.raw`(?<![\p{L}\p{N}_#&])#[\p{L}\p{N}_](?:[\p{L}\p{N}_\-]{0,62}[\p{L}\p{N}_])?`,
  String.raw`:(?=[0-9_+\-]{0,31}[a-z])[a-z0-9_+\-]{2,32}:`,
  String.raw`${EMOJI}(?:[\u200d\ufe0f\u{e0020}-\u{e007f}]|${EMOJI})*`,
  // What placeholders are written with.
  String.raw`[⟦⟧]+`,
];

let kept: RegExp | undefined;

/** Made when the first text comes, which a start need not wait for. */
function requireKept(): RegExp {
  kept ??= new RegExp(KEPT.join('|'), 'giv');
  return kept;
}

/** Takes a text apart into what may be translated and what must stay: code, links, mentions, emoji. Joined, it is the text. */
export function splitProtected(text: string): Span[] {
  const spans: Span[] = [];
  let at = 0;
  for (const match of eachMatch(requireKept(), text)) {
    if (match.index > at) spans.push({ text: text.slice(at, match.index), kept: false });
    const { label, address } = match.groups as Record<string, string | undefined>;
    if (label === undefined || address === undefined) spans.push({ text: match[0], kept: true });
    else spans.push({ text: '[', kept: true }, ...splitProtected(label), { text: address, kept: true });
    at = match.index + match[0].length;
  }
  if (at < text.length) spans.push({ text: text.slice(at), kept: false });
  return spans;
}

/** How many letters of a text may be translated. */
export function countLetters(spans: readonly Span[]): number {
  let count = 0;
  for (const { text, kept: isKept } of spans) if (!isKept) for (const _ of text.matchAll(/\p{L}/gu)) count += 1;
  return count;
}
