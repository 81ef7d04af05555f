import type { SearchTerm, SearchTrait } from './search-store.ts';
import { tokenise } from './tokens.ts';

/** A search as it was typed, taken apart; names are not resolved yet. */
export interface ParsedQuery {
  terms: SearchTerm[];
  notTerms: string[][];
  from: string[];
  notFrom: string[];
  in: string[];
  notIn: string[];
  before: number | null;
  after: number | null;
  has: SearchTrait[];
  notHas: SearchTrait[];
  unread: boolean | null;
}

const TRAITS: ReadonlySet<string> = new Set<SearchTrait>([
  'link',
  'image',
  'audio',
  'video',
  'file',
  'reaction',
  'pin',
]);

/** A sign, an operator, and a value in quotes or up to the next space. */
const part =
  /(?<not>-?)(?:(?<operator>from|in|before|after|has|is):)?(?:["“”„](?<quoted>[^"“”]*)["“”]?|(?<bare>\S+))/giu;

/**
 * Takes a search apart: words, "a phrase", from: in: before: after: has: is:unread, each negated by a minus sign.
 * Dates are days in UTC (2026, 2026-05, 2026-05-31) or ISO times; `after:` includes its day, `before:` does not.
 * Whatever is no operator that makes sense is words, and everything is literal. Never throws.
 */
export function parseQuery(text: string): ParsedQuery {
  const query: ParsedQuery = {
    terms: [],
    notTerms: [],
    from: [],
    notFrom: [],
    in: [],
    notIn: [],
    before: null,
    after: null,
    has: [],
    notHas: [],
    unread: null,
  };
  // No database stores these two, so they can be in no name either.
  const clean = text.replace(/[\0\p{Surrogate}]/gu, ' ');
  for (const match of clean.matchAll(part)) {
    const { not = '', operator = '', quoted, bare } = match.groups as Record<string, string | undefined>;
    const value = (quoted ?? bare ?? '').trim();
    const negated = not === '-';
    if (operator !== '' && applyOperator(query, operator.toLowerCase(), value, negated)) continue;
    addWords(query, operator === '' ? value : `${operator}:${value}`, quoted !== undefined && operator === '', negated);
  }
  return query;
}

/** Whether nothing was asked for: no words that can be found and no operator. */
export function isEmpty(query: ParsedQuery): boolean {
  const lists = [
    query.terms,
    query.notTerms,
    query.from,
    query.notFrom,
    query.in,
    query.notIn,
    query.has,
    query.notHas,
  ];
  const nothing = lists.every((list) => list.length === 0);
  return nothing && query.before === null && query.after === null && query.unread === null;
}

/** Whether the value made sense with this operator; if not, the part is words. */
function applyOperator(query: ParsedQuery, operator: string, value: string, negated: boolean): boolean {
  if (value === '') return false;
  switch (operator) {
    case 'from':
      (negated ? query.notFrom : query.from).push(value.replace(/^@/, ''));
      return true;
    case 'in':
      (negated ? query.notIn : query.in).push(value.replace(/^[#@]/, ''));
      return true;
    case 'has':
      if (!TRAITS.has(value.toLowerCase())) return false;
      (negated ? query.notHas : query.has).push(value.toLowerCase() as SearchTrait);
      return true;
    case 'is':
      if (value.toLowerCase() !== 'unread') return false;
      query.unread = !negated;
      return true;
    default:
      return applyDate(query, operator, value, negated);
  }
}

/** `-before:` is `after:` and the other way round. Of several, the narrowest holds. */
function applyDate(query: ParsedQuery, operator: string, value: string, negated: boolean): boolean {
  const time = parseTime(value);
  if (time === undefined) return false;
  if ((operator === 'before') !== negated) query.before = Math.min(query.before ?? time, time);
  else query.after = Math.max(query.after ?? time, time);
  return true;
}

function parseTime(value: string): number | undefined {
  if (!/^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?)?)?$/i.test(value)) return undefined;
  const time = Date.parse(value.toUpperCase());
  return Number.isNaN(time) || time < 0 ? undefined : time;
}

function addWords(query: ParsedQuery, text: string, phrase: boolean, negated: boolean): void {
  const tokens = tokenise(text).map((token) => token.text);
  if (tokens.length === 0) return;
  if (negated) query.notTerms.push(tokens);
  else query.terms.push({ tokens, open: !phrase });
}
