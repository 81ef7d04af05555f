import { setTimeout as delay } from 'node:timers/promises';
import type { CoreContext } from '../context.ts';
import type { Translator } from '../ports/translator.ts';
import type { Store, Transaction } from '../store.ts';
import { isSameLanguage } from './same-language.ts';
import { readTextLanguage } from './text-language.ts';
import { textToTranslate } from './text-to-translate.ts';
import { toTarget } from './to-target.ts';
import { translateProtected } from './translate-protected.ts';
import type { StoredTranslation, TranslationKey } from './translation-store.ts';

export interface TranslationRequest {
  text: string;
  /** BCP 47 tag. */
  target: string;
  /** The language of the text, where it is known. */
  source?: string | null;
  /** The message that says it: with the message the translation is forgotten. */
  messageId?: string;
}

/** Why a text comes back as it was. */
export type UntranslatedReason = 'same_language' | 'nothing_to_translate' | 'no_engine' | 'engine_failed';

export interface TranslationResult {
  /** The original where nothing was translated. */
  text: string;
  /** The language of the original, as far as anybody knows. */
  source: string | null;
  /** As it was asked for. */
  target: string;
  translated: boolean;
  /** null where it was translated. */
  reason: UntranslatedReason | null;
  engine: string | null;
}

/** How long a node may take for a translation before another one tries, and how often the others look, in milliseconds. */
const TURN = 30_000;
const LOOK_EVERY = 150;

type Flight = Promise<StoredTranslation | undefined>;

/** One text goes to the engine once at a time, however many readers wait for it. Gone with the store. */
const flights = new WeakMap<Store, Map<string, Flight>>();

/** Translates, remembering what was translated before. Never throws because of the engine: then the original comes back. */
export async function translateText(core: CoreContext, request: TranslationRequest): Promise<TranslationResult> {
  const { text, target } = request;
  const read = await readTextLanguage(core.languages, text);
  const source = request.source ?? read.language;
  const untranslated = (reason: UntranslatedReason): TranslationResult => {
    return { text, source, target, translated: false, reason, engine: null };
  };
  if (!read.hasWords) return untranslated('nothing_to_translate');
  // Of a few words the engine knows better than the detector.
  const isCertain = request.source != null || !read.short;
  if (isCertain && source !== null && isSameLanguage(source, target)) return untranslated('same_language');
  if (core.translator === null) return untranslated('no_engine');
  const found = await findOrMake(core, core.translator, request, {
    textHash: core.ids.hash(text),
    source: request.source ?? '',
    target: toTarget(target),
    engine: core.translator.engine,
  });
  if (found === undefined) return untranslated('engine_failed');
  const foundSource = found.foundSource ?? source;
  if (foundSource !== null && isSameLanguage(foundSource, target)) {
    return { ...untranslated('same_language'), source: foundSource };
  }
  return { text: found.text, source: foundSource, target, translated: true, reason: null, engine: found.engine };
}

async function findOrMake(
  core: CoreContext,
  translator: Translator,
  request: TranslationRequest,
  key: TranslationKey,
): Flight {
  const running = flights.get(core.store) ?? new Map<string, Flight>();
  flights.set(core.store, running);
  const name = JSON.stringify([key.textHash, key.source, key.target, key.engine]);
  const flight = running.get(name) ?? lookOrMake(core, translator, request, key).finally(() => running.delete(name));
  running.set(name, flight);
  return flight;
}

async function lookOrMake(
  core: CoreContext,
  translator: Translator,
  request: TranslationRequest,
  key: TranslationKey,
): Flight {
  const known = await takeTurn(core, key);
  if (known !== 'mine') return known;
  let isKept = false;
  try {
    const made = await translateProtected(translator, request.text, key.target, key.source === '' ? null : key.source);
    if (made === undefined) return undefined;
    const translation = { ...key, text: made.text, foundSource: made.source, createdAt: core.clock.now() };
    isKept = await keep(core, translation, request);
    return translation;
  } finally {
    if (!isKept) await endTurn(core, key);
  }
}

/** The translation that is known by now, or the right to make it: of several nodes one asks the engine, and the others wait. */
async function takeTurn(core: CoreContext, key: TranslationKey): Promise<StoredTranslation | 'mine' | undefined> {
  const patience = core.clock.monotonic() + TURN;
  for (;;) {
    const known = await core.store.translations.find(key);
    if (known !== undefined) return known;
    if (core.store.elsewhere === undefined) return 'mine';
    const now = core.clock.now();
    if (await core.store.transaction((tx) => tx.translations.claim(key, { now, until: now + TURN }))) return 'mine';
    if (core.clock.monotonic() > patience) return undefined;
    await delay(LOOK_EVERY);
  }
}

async function endTurn(core: CoreContext, key: TranslationKey): Promise<void> {
  if (core.store.elsewhere === undefined) return;
  await core.store
    .transaction((tx) => tx.translations.release(key))
    .catch((fault: unknown) => core.log.warn({ err: fault }, 'the claim to a translation runs out by itself'));
}

/** Whether it was written, and with it the end of the turn. */
async function keep(
  core: CoreContext,
  translation: StoredTranslation,
  { text, messageId }: TranslationRequest,
): Promise<boolean> {
  try {
    await core.store.transaction(async (tx) => {
      await tx.translations.release(translation);
      // Nothing of a message that was deleted, or says something else meanwhile, stays.
      if (messageId !== undefined && !(await says(tx, messageId, text))) return;
      await tx.translations.put(translation);
    });
    return true;
  } catch (fault) {
    // It is only a memory: what cannot be kept can still be shown.
    core.log.warn({ err: fault }, 'a translation could not be kept');
    return false;
  }
}

async function says(tx: Transaction, messageId: string, text: string): Promise<boolean> {
  const message = await tx.messages.find(messageId);
  return message !== undefined && textToTranslate(message) === text;
}
