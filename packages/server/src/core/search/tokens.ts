/** A searchable piece of a text: its folded form, and where it stands in the text (UTF-16 offsets). */
export interface Token {
  text: string;
  start: number;
  end: number;
}

/** Scripts that are written without spaces, and Korean, which glues its words: each character is a token of its own. */
const SPACELESS = ['Han', 'Hiragana', 'Katakana', 'Hangul', 'Bopomofo', 'Thai', 'Lao', 'Khmer', 'Myanmar'];
const spaceless = `[[${SPACELESS.map((script) => `\\p{scx=${script}}`).join('')}]&&[\\p{L}\\p{N}]]`;

/** A flag, another picture, a character of a spaceless script with its marks, or a word of letters, digits and marks. */
const pieces = new RegExp(
  `\\p{RI}{2}|[\\p{Extended_Pictographic}--\\p{ASCII}]|${spaceless}\\p{M}*|(?:[[\\p{L}\\p{N}]--${spaceless}]\\p{M}*)+`,
  'gv',
);

/** Accents fall where people leave them out when they type; elsewhere marks are letters (Hindi, Thai, voiced kana). */
const accents = /(?<=[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hebrew}\p{Script=Arabic}])\p{M}+/gu;
/** Letters that people write plainly too, and that Unicode does not take apart. */
const plain: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ı: 'i',
  ς: 'σ',
  ـ: '',
};
const notPlain = /[ßæœøłđıςـ]/g;

/** Longer runs are no words (encoded data): their beginning is enough to find them by. */
const LONGEST_TOKEN = 64;

/** What compatibility forms can bring in: “⑴” becomes “(1)”. No token holds a space or a character of query syntax. */
const punctuation = /[^a-z0-9\u0080-\uffff]/g;

/** One form for what people take for the same: without case, width and accents. */
export function fold(text: string): string {
  if (isAscii(text)) return text.toLowerCase();
  return text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replace(accents, '')
    .replace(notPlain, (letter) => plain[letter] ?? letter)
    .normalize('NFC');
}

/** The tokens of a text in their order. */
export function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(pieces)) {
    const folded = fold(match[0]).replace(punctuation, '').slice(0, LONGEST_TOKEN);
    if (folded !== '') tokens.push({ text: folded, start: match.index, end: match.index + match[0].length });
  }
  return tokens;
}

/** What is stored for searching: the tokens with one space between them; null where there is nothing to find. */
export function toSearchText(text: string): string | null {
  // Most texts; and the same result, ten times as fast.
  const tokens = isAscii(text) ? asciiTokens(text) : tokenise(text).map((token) => token.text);
  return tokens.length === 0 ? null : tokens.join(' ');
}

/** Whether a token is one character of a script without spaces, or a picture, so that it has no beginning to match. */
export function standsAlone(token: string): boolean {
  return aloneOnly.test(token);
}

const aloneOnly = new RegExp(`^(?:\\p{RI}{2}|\\p{Extended_Pictographic}|${spaceless}\\p{M}*)$`, 'v');

function asciiTokens(text: string): string[] {
  const tokens = text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return tokens.map((token) => (token.length > LONGEST_TOKEN ? token.slice(0, LONGEST_TOKEN) : token));
}

function isAscii(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant.
  return !/[^\x00-\x7f]/.test(text);
}
