import Type from 'typebox';
import { Compile } from 'typebox/compile';
import type { Log } from '../../core/ports/log.ts';
import type { ModerationScore, Moderator } from '../../core/ports/moderator.ts';
import { type OpenAiOptions, openAiRequest } from '../openai/openai-request.ts';

const answerForm = Compile(
  Type.Object({
    results: Type.Array(
      Type.Object({
        flagged: Type.Boolean(),
        category_scores: Type.Record(Type.String(), Type.Number()),
      }),
      { minItems: 1 },
    ),
  }),
);

/** Scores with OpenAI’s moderation API, or one of its shape. */
export class OpenAiModerator implements Moderator {
  readonly engine = 'openai';
  readonly #options: OpenAiOptions;
  readonly #log: Log;

  constructor(options: OpenAiOptions & { log: Log }) {
    this.#options = options;
    this.#log = options.log;
  }

  async score(text: string): Promise<ModerationScore | undefined> {
    const answer = await openAiRequest(this.#options, '/moderations', { input: text });
    const known = 'body' in answer && answerForm.Check(answer.body) ? answer.body.results[0] : undefined;
    if (known === undefined) {
      const reason = 'failure' in answer ? answer.failure : 'an answer of another form';
      this.#log.warn({ engine: this.engine, reason }, 'a text could not be moderated');
      return undefined;
    }
    const scores = Object.entries(known.category_scores).map(([name, score]) => [name, bound(score)] as const);
    const highest = Math.max(0, ...scores.map(([, score]) => score));
    return { score: highest, categories: Object.fromEntries(scores.filter(([, score]) => score > 0)) };
  }
}

function bound(score: number): number {
  return Math.min(1, Math.max(0, score));
}
