import { setTimeout as delay } from 'node:timers/promises';
import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import type { Message } from '../messages/message.ts';
import { sendersOf } from '../messages/read-messages.ts';
import { noteOf } from '../moderation/withheld.ts';
import type { Store } from '../store.ts';
import type { MessageTranslation } from './message-translation.ts';
import { loadReadingPreferences, ownTarget, parseWanted, type ReadingPreferences } from './reading-preferences.ts';
import { requestTranslation } from './request-translation.ts';
import { isSameLanguage } from './same-language.ts';
import { needsTranslation, readTextLanguage } from './text-language.ts';
import { textToTranslate } from './text-to-translate.ts';

/** How long a page waits for what is not known yet, in milliseconds; what takes longer is told as it comes. */
const WAIT = 300;
/** Of one page so many that are not known are asked for, the newest; of all pages of one person so many at a time. */
const MOST_MISSING = 50;
const MOST_PENDING = 100;

interface Wanted {
  message: Message;
  text: string;
  target: string;
}

/** How many each person waits for. */
const pending = new WeakMap<Store, Map<string, number>>();

/**
 * What these messages say in the reader’s language (`me`) or in another (a tag): what is known at once, and what can be made
 * within a moment. The rest is being made and told to the reader as `translation.ready`. Messages that need none are left
 * out: for `me` also the reader’s own and those in a language the reader knows. Errors: `invalid_input`.
 */
export async function translatePage(
  core: CoreContext,
  actor: Actor,
  { wanted, messages }: { wanted: string; messages: readonly Message[] },
): Promise<MessageTranslation[]> {
  const language = parseWanted(wanted);
  if (core.translator === null || messages.length === 0) return [];
  const preferences = language === 'me' ? await loadReadingPreferences(core, actor.userId) : null;
  const list = await chooseMessages(core, actor, messages, preferences ?? language);
  if (list.length === 0) return [];
  const known = await findKnown(core, core.translator.engine, list);
  const missing = list.filter((one) => !known.has(one.message.id));
  for (const [id, translation] of await makeMissing(core, actor, missing)) known.set(id, translation);
  return list.flatMap(({ message }) => known.get(message.id) ?? []);
}

async function chooseMessages(
  core: CoreContext,
  actor: Actor,
  messages: readonly Message[],
  how: ReadingPreferences | string,
): Promise<Wanted[]> {
  const senders = await sendersOf(core.store, messages);
  const languages = new Map(senders.map((sender) => [sender.id, sender.language]));
  const list: Wanted[] = [];
  const seen = new Set<string>();
  for (const message of messages) {
    const text = textToTranslate(message);
    // What is kept back is shown to some, and translated when it is released.
    if (text === null || seen.has(message.id) || noteOf(message)?.state === 'held') continue;
    seen.add(message.id);
    const target = typeof how === 'string' ? how : ownTarget(how, message.conversationId);
    if (target === null || (typeof how !== 'string' && message.senderId === actor.userId)) continue;
    const reader = { target, known: typeof how === 'string' ? [] : how.known };
    const read = await readTextLanguage(core.languages, text);
    if (needsTranslation(read, reader, languages.get(message.senderId) ?? null)) list.push({ message, text, target });
  }
  return list;
}

/** By message id; null: the engine was asked before, and the text is in that language already. */
async function findKnown(core: CoreContext, engine: string, list: readonly Wanted[]) {
  const byHash = new Map(list.map((one) => [core.ids.hash(one.text), one.text]));
  const stored = new Map<string, { text: string; source: string | null }>();
  for (const one of await core.store.translations.findAll([...byHash.keys()], engine)) {
    const text = byHash.get(one.textHash);
    if (text !== undefined) stored.set(`${one.target} ${text}`, { text: one.text, source: one.foundSource });
  }
  const known = new Map<string, MessageTranslation | null>();
  for (const { message, text, target } of list) {
    const found = stored.get(`${target} ${text}`);
    if (found === undefined) continue;
    const { id: messageId, conversationId, rev } = message;
    const isSame = found.source !== null && isSameLanguage(found.source, target);
    known.set(messageId, isSame ? null : { messageId, conversationId, rev, language: target, engine, ...found });
  }
  return known;
}

/** Has the newest of them made, and answers with those that were there within the wait. */
async function makeMissing(
  core: CoreContext,
  actor: Actor,
  missing: readonly Wanted[],
): Promise<ReadonlyMap<string, MessageTranslation>> {
  const counts = pending.get(core.store) ?? new Map<string, number>();
  pending.set(core.store, counts);
  const { userId } = actor;
  const free = Math.max(0, Math.min(MOST_MISSING, MOST_PENDING - (counts.get(userId) ?? 0)));
  const newest = missing.toSorted((one, other) => other.message.createdAt - one.message.createdAt).slice(0, free);
  const made = new Map<string, MessageTranslation>();
  if (newest.length === 0) return made;
  const flights = newest.map(async ({ message, target }) => {
    counts.set(userId, (counts.get(userId) ?? 0) + 1);
    const translation = await requestTranslation(core, { message, target, readerIds: [userId] });
    const left = (counts.get(userId) ?? 1) - 1;
    if (left === 0) counts.delete(userId);
    else counts.set(userId, left);
    if (translation !== undefined) made.set(message.id, translation);
  });
  const patience = new AbortController();
  await Promise.race([
    Promise.all(flights),
    delay(WAIT, undefined, { signal: patience.signal }).catch(() => undefined),
  ]);
  patience.abort();
  return new Map(made);
}
