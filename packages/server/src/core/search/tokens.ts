import { eachMatch } from '../each-match.ts';

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
  for (const match of eachMatch(pieces, text)) {
    const folded = fold(match[0]).replace(punctuation, '').slice(0, LONGEST_TOKEN);
    if (folded !== '') tokens.push({ text: folded, start: match.index, end: match.index + match[0].length });
  }
  return tokens;
}

/** What is stored for searching: the tokens with one space between them; null where there is nothing to find. */
export function toSearchText(text: string): string | null {
  // Most texts; and the same result, twenty times as fast.
  const plainly =
    toAsciiSearchText(text) ??
    tokenise(text)
      .map((token) => token.text)
      .join(' ');
  return plainly === '' ? null : plainly;
}

/** Whether a token is one character of a script without spaces, or a picture, so that it has no beginning to match. */
export function standsAlone(token: string): boolean {
  return aloneOnly.test(token);
}

const aloneOnly = new RegExp(`^(?:\\p{RI}{2}|\\p{Extended_Pictographic}|${spaceless}\\p{M}*)$`, 'v');

/** By character code: what stands for it in a token, 0 where it is between tokens. */
const asciiLetters = Uint8Array.from({ length: 128 }, (_, code) => {
  const letter = String.fromCharCode(code).toLowerCase();
  return /[a-z0-9]/.test(letter) ? letter.charCodeAt(0) : 0;
});
const SPACE = 0x20;
/** Where a text is put together; nothing is left in it between two calls. */
let scratch = Buffer.alloc(4096);

/** undefined: the text is not ASCII alone. Letter by letter, because a list of tokens costs more than its text. */
function toAsciiSearchText(text: string): string | undefined {
  if (scratch.length < text.length) scratch = Buffer.alloc(text.length * 2);
  let length = 0;
  // So many characters the token has that is being read; 0 between two.
  let run = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 127) return undefined;
    const letter = asciiLetters[code] as number;
    if (letter === 0) {
      run = 0;
      continue;
    }
    if (run === 0 && length > 0) scratch[length++] = SPACE;
    if (run < LONGEST_TOKEN) scratch[length++] = letter;
    run += 1;
  }
  return scratch.toString('latin1', 0, length);
}

function isAscii(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant.
  return !/[^\x00-\x7f]/.test(text);
}
