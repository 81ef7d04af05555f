import Type from 'typebox';
import { Compile } from 'typebox/compile';
import type { AiActivity } from '../../core/ports/ai-activity.ts';
import type { Log } from '../../core/ports/log.ts';
import type { Translator } from '../../core/ports/translator.ts';
import { postForJson } from '../services/json-request.ts';
import { ServiceFault } from '../services/service-fault.ts';
import { ServiceGuard, type ServiceLimits } from '../services/service-guard.ts';

const answerForm = Compile(
  Type.Object({
    translatedText: Type.String(),
    detectedLanguage: Type.Optional(Type.Object({ language: Type.String() })),
  }),
);

const LIMITS: Partial<ServiceLimits> = { first: 10_000, whole: 15_000 };

export interface LibreTranslateOptions {
  /** `http://127.0.0.1:5000` */
  url: string;
  /** Only some installations want one. */
  key: string | null;
  log: Log;
  activity: AiActivity;
  limits?: Partial<ServiceLimits>;
}

/** Translates with LibreTranslate, which can run on one’s own machine without a key. */
export class LibreTranslate implements Translator {
  readonly engine = 'libretranslate';
  readonly #options: LibreTranslateOptions;
  readonly #guard: ServiceGuard;

  constructor(options: LibreTranslateOptions) {
    this.#options = options;
    const { activity, limits } = options;
    this.#guard = new ServiceGuard({
      name: 'LibreTranslate',
      service: 'translation',
      provider: 'libretranslate',
      activity,
      limits: { ...LIMITS, ...limits },
    });
  }

  async translate(
    text: string,
    target: string,
    source: string | null,
  ): Promise<{ text: string; source: string | null } | undefined> {
    const signal = new AbortController().signal;
    try {
      return await this.#guard.call((ends) => this.#ask(text, { target, source, signal: ends }), { signal });
    } catch (fault) {
      const reason = fault instanceof Error ? fault.message : String(fault);
      this.#options.log.warn({ engine: this.engine, reason }, 'a text could not be translated');
      return undefined;
    }
  }

  async #ask(
    text: string,
    { target, source, signal }: { target: string; source: string | null; signal: AbortSignal },
  ): Promise<{ text: string; source: string | null }> {
    const { url, key } = this.#options;
    const answer = await postForJson({
      url: `${url.replace(/\/+$/, '')}/translate`,
      body: {
        q: text,
        source: source === null ? 'auto' : toItsTag(source),
        target: toItsTag(target),
        format: 'text',
        ...(key === null ? {} : { api_key: key }),
      },
      signal,
    });
    if (!answerForm.Check(answer)) throw new ServiceFault('garbled');
    if (answer.translatedText.trim() === '') throw new ServiceFault('empty');
    return { text: answer.translatedText, source: answer.detectedLanguage?.language ?? source };
  }
}

/** It knows languages without regions, and Chinese by its script. */
function toItsTag(tag: string): string {
  const { language, script, region } = new Intl.Locale(tag).maximize();
  if (language === 'zh') return script === 'Hant' ? 'zh-Hant' : 'zh-Hans';
  return language === 'pt' && region === 'BR' && /-BR$/i.test(tag) ? 'pt-BR' : language;
}
