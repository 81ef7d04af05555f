import type { CategoryScores } from './categories.ts';

/** How many links make a text an advertisement, by itself and together with words of advertising. */
const MANY_LINKS = 6;
const SOME_LINKS = 1;

const ADVERTISING =
  /(?<![\p{L}\p{N}])(?:free (?:money|crypto|bitcoin|gift ?cards?|followers)|make money (?:fast|from home)|earn \$?\d[\d.,]* ?(?:\$|€|usd|eur)?(?: a| per|\/) ?(?:day|week|hour)|double your (?:money|bitcoin|crypto)|click (?:here|this link|the link)|limited (?:time )?offer|guaranteed (?:profit|returns)|(?:cheap|buy) (?:viagra|followers|likes)|casino bonus|work from home|geld verdienen|gratis bitcoin|jetzt klicken|gana dinero|haz clic|cliquez ici|gagnez de l['’]argent|kup teraz|заработ(?:ок|ай)|жми сюда)/iu;

/**
 * What can be told by its form rather than by words: floods of links, advertising, and numbers by which money is moved.
 * The numbers are checked by their check digits, so that order numbers and times are left alone.
 */
export function findPatterns(text: string): CategoryScores {
  const spam = scoreSpam(text);
  const numbers = /\d{4}/.test(text) && (hasCardNumber(text) || hasIban(text)) ? 0.9 : 0;
  return { ...(spam > 0 ? { spam } : {}), ...(numbers > 0 ? { 'personal-data': numbers } : {}) };
}

function scoreSpam(text: string): number {
  const links = text.match(/\bhttps?:\/\/\S+|\bwww\.\S+/giu)?.length ?? 0;
  if (links >= SOME_LINKS && ADVERTISING.test(text)) return 0.9;
  if (links >= MANY_LINKS) return 0.7;
  return repeats(text) ? 0.7 : 0;
}

/** One word or sentence over and over: at least 40 pieces of which hardly any is new. */
function repeats(text: string): boolean {
  if (text.length < 80) return false;
  const pieces = text.toLowerCase().split(/\s+/);
  return pieces.length >= 40 && new Set(pieces).size <= pieces.length / 10;
}

/** 13 to 19 digits, with the check digit of Luhn (ISO/IEC 7812-1). */
function hasCardNumber(text: string): boolean {
  for (const { 0: match } of text.matchAll(/(?<![\d+])[3-6]\d{3}(?:[ -]?\d{3,6}){2,4}(?!\d)/gu)) {
    const digits = match.replace(/\D/g, '');
    if (digits.length >= 13 && digits.length <= 19 && new Set(digits).size > 1 && isLuhn(digits)) return true;
  }
  return false;
}

function isLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** Two letters, two check digits and up to 30 more signs whose remainder by 97 is 1 (ISO 13616). */
function hasIban(text: string): boolean {
  for (const { 0: match } of text.matchAll(/\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b/gu)) {
    const plain = match.replaceAll(' ', '');
    if (plain.length >= 15 && plain.length <= 34 && remainderOf(plain) === 1) return true;
  }
  return false;
}

function remainderOf(iban: string): number {
  let remainder = 0;
  for (const sign of iban.slice(4) + iban.slice(0, 4)) {
    const value = /\d/.test(sign) ? sign : String(sign.charCodeAt(0) - 55);
    for (const digit of value) remainder = (remainder * 10 + Number(digit)) % 97;
  }
  return remainder;
}
