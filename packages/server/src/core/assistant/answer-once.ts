import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { requireContent } from '../messages/content.ts';
import type { AiImage } from '../ports/ai-provider.ts';
import { BrokenOff, composeAnswer, LONGEST_ANSWER } from './compose-answer.ts';
import { toPrompt } from './context/to-prompt.ts';
import { getMainAssistant } from './leta.ts';

/** One question and one answer, of which nothing is kept. `actor`: whose own key for a language model may be used. */
export async function answerOnce(
  core: CoreContext,
  actor: Actor | null,
  { text, image }: { text: string; image?: AiImage | undefined },
): Promise<string> {
  const said = text.trim() === '' && image !== undefined ? '[image]' : text;
  requireContent({ type: 'text', text: said }, core.settings.textLength);
  const assistant = getMainAssistant(core.assistants);
  const turns = [{ role: 'user' as const, text: said }];
  const pieces = composeAnswer(core, {
    assistant,
    userId: actor?.userId ?? null,
    asker: [],
    turns,
    forModel: async () => toPrompt({ assistant, digest: null, turns, shared: false }),
    readImage: async () => image,
    awaited: true,
    signal: new AbortController().signal,
  });
  let answer = '';
  try {
    for await (const piece of pieces) {
      answer += piece.text;
      if (answer.length > LONGEST_ANSWER) break;
    }
  } catch (fault) {
    if (!(fault instanceof BrokenOff)) throw fault;
    answer += `…\n\n(${fault.message})`;
  }
  // What comes from outside may hold what no message may: NUL characters, halves of surrogate pairs.
  return answer.slice(0, LONGEST_ANSWER).replaceAll('\0', '').toWellFormed().trim();
}
