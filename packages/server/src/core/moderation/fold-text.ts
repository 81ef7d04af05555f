/** Signs that stand for letters in words that are to slip through. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '8': 'b',
  '@': 'a',
  $: 's',
  '!': 'i',
  '|': 'i',
  '€': 'e',
};

/** Letters of other alphabets that look like Latin ones, used inside Latin words. */
const TWINS: Readonly<Record<string, string>> = {
  а: 'a',
  е: 'e',
  о: 'o',
  р: 'p',
  с: 'c',
  у: 'y',
  х: 'x',
  і: 'i',
  ѕ: 's',
  ј: 'j',
  ο: 'o',
  α: 'a',
};

/** Accents on Latin letters; in other scripts such marks make other letters (й, バ). */
const ACCENTS = /(?<=\p{Script=Latin})\p{Mn}+/gu;
/** Zero-width characters and soft hyphens, which split a word without showing. */
const INVISIBLE = /[\u00AD\u200B-\u200F\u2060\uFEFF]/g;
const BEYOND_ASCII = /[^\0-\x7f]/;
const LETTERS = /^[a-z]*$/;

/**
 * The words of a text as they are meant: lower case, without accents, with digits and signs inside words read as the
 * letters they stand for, with letters that were spread out (`i d i o t`, `i.d.i.o.t`) drawn together.
 */
export function foldText(text: string): string {
  // Each message of a room passes here, and most have nothing that a longer way would change.
  const isAscii = !BEYOND_ASCII.test(text);
  const plain = isAscii ? text.toLowerCase() : toPlain(text);
  const words = joinSpread(shorten(plain.split(/\s+/).map(foldWord).join(' '))).split(/\s+/);
  return (isAscii ? words : words.map(readTwins)).join(' ').trim();
}

function toPlain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(ACCENTS, '')
    .replace(INVISIBLE, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .normalize('NFC');
}

/** In a word with Latin letters, letters of other alphabets that look alike are meant as those. */
function readTwins(word: string): string {
  // Only letters beyond ASCII have twins, and most words have none.
  if (!/[a-z]/.test(word) || !BEYOND_ASCII.test(word)) return word;
  return [...word].map((sign) => TWINS[sign] ?? sign).join('');
}

function foldWord(word: string): string {
  if (LETTERS.test(word)) return word;
  const latin = /[a-z]/.test(word);
  const letters = readTwins(word);
  // Signs at the end are punctuation; inside or before letters they stand for letters.
  let end = letters.length;
  while (letters[end - 1] === '!' || letters[end - 1] === '|') end -= 1;
  const body = letters.slice(0, end);
  const read = latin && /[^a-z]/.test(body) ? [...body].map((sign) => LOOKALIKES[sign] ?? sign).join('') : body;
  return read.replace(/[^\p{L}\p{N}]+/gu, (gap, at: number) => (isBetweenSingles(read, at, gap) ? '' : ' '));
}

/** `f.o.o`: the gap stands between single letters. */
function isBetweenSingles(word: string, at: number, gap: string): boolean {
  return (
    /(^|[^\p{L}\p{N}])[\p{L}\p{N}]$/u.test(word.slice(Math.max(0, at - 2), at)) &&
    /^[\p{L}\p{N}]($|[^\p{L}\p{N}])/u.test(word.slice(at + gap.length, at + gap.length + 2))
  );
}

/** `idiooooot`: three and more of a letter count as one. */
function shorten(text: string): string {
  return text.replace(/(\p{L})\1{2,}/gu, '$1');
}

/** Runs of at least three single letters become one word. */
function joinSpread(text: string): string {
  return text.replace(/(?<![\p{L}\p{N}])(?:\p{L} ){2,}\p{L}(?![\p{L}\p{N}])/gu, (run) => run.replaceAll(' ', ''));
}
