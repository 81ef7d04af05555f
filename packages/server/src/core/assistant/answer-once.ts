import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { requireContent } from '../messages/content.ts';
import type { AiImage } from '../ports/ai-provider.ts';
import { composeAnswer } from './compose-answer.ts';

/** One question and one answer, of which nothing is kept. `actor`: whose own key for a language model may be used. */
export function answerOnce(
  core: CoreContext,
  actor: Actor | null,
  { text, image }: { text: string; image?: AiImage | undefined },
): Promise<string> {
  const said = text.trim() === '' && image !== undefined ? '[image]' : text;
  requireContent({ type: 'text', text: said }, core.settings.textLength);
  return composeAnswer(core, {
    userId: actor?.userId ?? null,
    turns: [{ role: 'user', text: said }],
    ...(image === undefined ? {} : { readImage: async () => image }),
  });
}
