import type { Translator } from '../ports/translator.ts';
import { keepsLayout, splitAtMarks } from './layout.ts';
import { type Span, splitProtected } from './protected-spans.ts';

/** Where a text has to be translated piece by piece, so many calls are made for it at most. */
const MOST_PIECES = 12;

interface Translation {
  text: string;
  source: string | null;
}

/**
 * Translates a text so that its code, links, mentions, emoji, lines and Markdown are in the translation as they were, for
 * every engine: what must stay is masked by placeholders such as ⟦0⟧ and put back. An engine that loses one gets the
 * text once more, in the pieces between them. undefined when the engine cannot translate now, or not without a loss.
 */
export async function translateProtected(
  translator: Translator,
  text: string,
  target: string,
  source: string | null,
): Promise<Translation | undefined> {
  const spans = splitProtected(text);
  const ask = (part: string): Promise<Translation | undefined> => translateTrimmed(translator, part, target, source);
  const answer = await ask(mask(spans));
  if (answer === undefined) return undefined;
  const restored = restore(answer.text, spans);
  if (restored !== undefined && keepsLayout(text, restored) && keepsSpans(spans, restored)) {
    return { text: restored, source: answer.source };
  }
  const pieced = await translateInPieces(spans, ask);
  return pieced !== undefined && keepsSpans(spans, pieced.text) ? pieced : undefined;
}

function mask(spans: readonly Span[]): string {
  return spans.map(({ text, kept }, index) => (kept ? `⟦${index}⟧` : text)).join('');
}

/** undefined unless every placeholder is there once, and no other. */
function restore(answer: string, spans: readonly Span[]): string | undefined {
  const missing = new Set(spans.flatMap(({ kept }, index) => (kept ? [index] : [])));
  let sound = true;
  const restored = answer.replace(/⟦\s*(\d{1,6})\s*⟧/g, (_whole, digits: string) => {
    const index = Number(digits);
    if (!missing.delete(index)) sound = false;
    return spans[index]?.text ?? '';
  });
  return sound && missing.size === 0 ? restored : undefined;
}

/**
 * Whether a translation, read like any text, holds what was to be kept, and no rest of a placeholder: an engine can put
 * the two halves of a link the wrong way round, or a mention right behind a letter.
 */
function keepsSpans(spans: readonly Span[], translation: string): boolean {
  const found = splitProtected(translation).flatMap(({ text, kept }) => (kept ? [text] : []));
  for (const { text, kept } of spans) {
    if (!kept) continue;
    const at = found.indexOf(text);
    if (at === -1) return false;
    found.splice(at, 1);
  }
  return !found.some((text) => /[⟦⟧]/.test(text));
}

async function translateInPieces(
  spans: readonly Span[],
  ask: (part: string) => Promise<Translation | undefined>,
): Promise<Translation | undefined> {
  const parts = spans.flatMap(({ text, kept }) =>
    kept ? [{ text, said: false }] : splitAtMarks(text).map((part, index) => ({ text: part, said: index % 2 === 0 })),
  );
  const isSpoken = ({ text, said }: (typeof parts)[number]): boolean => said && /\p{L}/u.test(text);
  const spoken = parts.filter(isSpoken).length;
  if (spoken === 0 || spoken > MOST_PIECES) return undefined;
  let source: string | null = null;
  let translated = '';
  for (const part of parts) {
    if (!isSpoken(part)) {
      translated += part.text;
      continue;
    }
    const answer = await ask(part.text);
    if (answer === undefined) return undefined;
    source ??= answer.source;
    translated += answer.text.replace(/\s*\n\s*/g, ' ').replace(/[⟦⟧]/g, '');
  }
  return { text: translated, source };
}

/** The space around a text is not the engine’s business. */
async function translateTrimmed(
  translator: Translator,
  part: string,
  target: string,
  source: string | null,
): Promise<Translation | undefined> {
  const before = part.slice(0, part.length - part.trimStart().length);
  const after = part.slice(part.trimEnd().length);
  const answer = await translator.translate(part.trim(), target, source);
  if (answer === undefined || answer.text.trim() === '') return undefined;
  return { text: `${before}${answer.text.trim()}${after}`, source: answer.source };
}
