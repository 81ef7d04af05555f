import type { MessageView } from '@parlance/client';
import { signal } from '@preact/signals';
import { locale, strings } from '../strings/strings.ts';
import { client } from './client.ts';
import { me, translations } from './stores.ts';

/** What a message says in another language. */
interface Shown {
  rev: number;
  text: string;
  source: string | null;
}

/** Translations I asked for, by message id. */
const asked = signal<ReadonlyMap<string, Shown>>(new Map());
/** Messages of which I want to see what was written. */
const originals = signal<ReadonlySet<string>>(new Set());

/** The translation of a message as it stands now, whether or not it is shown. */
export function findTranslation(view: MessageView): Shown | undefined {
  const wanted = asked.value.get(view.id);
  const known = wanted?.rev === view.rev ? wanted : translations.value.get(view.id);
  if (known === undefined || known.rev !== view.rev || known.text === view.content?.text) return undefined;
  return known;
}

export function isOriginalShown(view: MessageView): boolean {
  return originals.value.has(view.id);
}

export function toggleOriginal(view: MessageView): void {
  const next = new Set(originals.value);
  if (!next.delete(view.id)) next.add(view.id);
  originals.value = next;
}

/** The text of a message as it is to be read: translated where it is and nobody wants the original. */
export function useShownText(view: MessageView): string | undefined {
  const translation = isOriginalShown(view) ? undefined : findTranslation(view);
  return translation?.text ?? view.content?.text;
}

/** Asks for the translation of one message; returns why there is none, or null. Throws ParlanceError. */
export async function translateNow(view: MessageView): Promise<string | null> {
  if (isOriginalShown(view)) toggleOriginal(view);
  if (findTranslation(view) !== undefined) return null;
  const answer = await client.translate(view.id, me.value?.language ?? locale);
  if (!answer.translated) {
    const reason = strings.translationReasons[answer.reason ?? ''] ?? '';
    return [reason, answer.reason === 'same_language' ? '' : strings.notTranslated].filter(Boolean).join(' ');
  }
  const { rev, text, source } = answer;
  asked.value = new Map(asked.value).set(view.id, { rev, text, source });
  return null;
}

export function forgetTranslations(): void {
  asked.value = new Map();
  originals.value = new Set();
}
