import Type from 'typebox';
import { Compile } from 'typebox/compile';
import type { AiActivity } from '../../core/ports/ai-activity.ts';
import type { Log } from '../../core/ports/log.ts';
import type { ModerationScore, Moderator } from '../../core/ports/moderator.ts';
import { postForJson } from '../services/json-request.ts';
import { ServiceFault } from '../services/service-fault.ts';
import { ServiceGuard, type ServiceLimits } from '../services/service-guard.ts';

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

/** Scores are no use to anybody who has read the message meanwhile. In milliseconds. */
const LIMITS: Partial<ServiceLimits> = { first: 8_000, whole: 10_000 };

export interface OpenAiModeratorOptions {
  /** With the version: `https://api.openai.com/v1`. */
  baseUrl: string;
  key: string;
  log: Log;
  activity: AiActivity;
  limits?: Partial<ServiceLimits>;
}

/** Scores with OpenAI’s moderation API, or one of its shape. */
export class OpenAiModerator implements Moderator {
  readonly engine = 'openai';
  readonly #options: OpenAiModeratorOptions;
  readonly #guard: ServiceGuard;

  constructor(options: OpenAiModeratorOptions) {
    this.#options = options;
    const { activity, limits } = options;
    this.#guard = new ServiceGuard({
      name: 'OpenAI',
      service: 'moderation',
      provider: 'openai',
      activity,
      limits: { ...LIMITS, ...limits },
    });
  }

  async score(text: string): Promise<ModerationScore | undefined> {
    const signal = new AbortController().signal;
    try {
      return await this.#guard.call((ends) => this.#ask(text, ends), { signal });
    } catch (fault) {
      const reason = fault instanceof Error ? fault.message : String(fault);
      this.#options.log.warn({ engine: this.engine, reason }, 'a text could not be moderated');
      return undefined;
    }
  }

  async #ask(text: string, signal: AbortSignal): Promise<ModerationScore> {
    const { baseUrl, key } = this.#options;
    const answer = await postForJson({
      url: `${baseUrl.replace(/\/+$/, '')}/moderations`,
      headers: { Authorization: `Bearer ${key}` },
      body: { input: text },
      signal,
    });
    const [known] = answerForm.Check(answer) ? answer.results : [];
    if (known === undefined) throw new ServiceFault('garbled');
    const scores = Object.entries(known.category_scores).map(([name, score]) => [name, bound(score)] as const);
    const highest = Math.max(0, ...scores.map(([, score]) => score));
    return { score: highest, categories: Object.fromEntries(scores.filter(([, score]) => score > 0)) };
  }
}

function bound(score: number): number {
  return Math.min(1, Math.max(0, score));
}
