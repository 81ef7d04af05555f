import { askModel } from '../ai/ask-model.ts';
import type { CoreContext } from '../context.ts';
import { CoreError } from '../errors.ts';
import type { Store } from '../store.ts';

interface TextRequest {
  /** Whose own key and whose budget; nobody else is ever given the answer. */
  userId: string;
  purpose: 'suggestions' | 'summary';
  /** What to do with the data. */
  system: string;
  /** What people wrote: handed over as JSON, in which no text can pass for anything but a text. */
  data: object;
  /** Milliseconds. */
  timeLimit: number;
}

/** What a model said, or why it did not. */
export type ModelText = { text: string } | { reason: string };

interface Remembered {
  answer: Promise<ModelText>;
  until: number;
}

/** How long the same question has the same answer, in milliseconds, and how many are remembered. */
const REMEMBERED_FOR = 3_600_000;
const MOST_REMEMBERED = 500;
const LONGEST_TEXT = 4_000;

/** By what was asked, the oldest first. A change of any message makes it another question. Gone with the store. */
const memories = new WeakMap<Store, Map<string, Remembered>>();

/**
 * A model’s answer as plain text. The same question of the same person is asked once, also while the answer is under way;
 * a failure is not remembered. Never throws.
 */
export function askForText(core: CoreContext, request: TextRequest): Promise<ModelText> {
  const memory = memories.get(core.store) ?? new Map<string, Remembered>();
  memories.set(core.store, memory);
  const now = core.clock.monotonic();
  const key = core.ids.hash(JSON.stringify([request.userId, request.purpose, request.system, request.data]));
  const known = memory.get(key);
  if (known !== undefined && known.until > now) return known.answer;
  const answer = ask(core, request).then((found) => {
    if ('reason' in found) memory.delete(key);
    return found;
  });
  memory.delete(key);
  memory.set(key, { answer, until: now + REMEMBERED_FOR });
  for (const oldest of memory.keys()) {
    if (memory.size <= MOST_REMEMBERED) break;
    memory.delete(oldest);
  }
  return answer;
}

async function ask(core: CoreContext, { userId, purpose, system, data, timeLimit }: TextRequest): Promise<ModelText> {
  const turns = [{ role: 'user', text: JSON.stringify(data) }] as const;
  try {
    let said = '';
    for await (const piece of askModel(core, {
      userId,
      purpose,
      system,
      turns,
      signal: AbortSignal.timeout(timeLimit),
    })) {
      said += piece;
      if (said.length > LONGEST_TEXT) break;
    }
    // What comes from outside may hold what no message may: NUL characters, halves of surrogate pairs.
    const text = said.slice(0, LONGEST_TEXT).replaceAll('\0', '').toWellFormed().trim();
    return text === '' ? { reason: 'The language model gave an empty answer.' } : { text };
  } catch (fault) {
    if (fault instanceof CoreError) return { reason: fault.message };
    core.log.warn({ err: fault }, 'a language model failed');
    return { reason: 'The language model gave no answer.' };
  }
}
