import Type from 'typebox';
import { Compile } from 'typebox/compile';
import type { AiActivity } from '../../core/ports/ai-activity.ts';
import type { Recording, Transcriber, TranscriptionOutcome } from '../../core/ports/transcriber.ts';
import { postForJson } from '../services/json-request.ts';
import { type FaultKind, ServiceFault } from '../services/service-fault.ts';
import { ServiceGuard } from '../services/service-guard.ts';

export interface TranscriberSettings {
  /** With the version: `https://api.openai.com/v1`. */
  baseUrl: string;
  /** null: the service asks for none, such as one on this machine. */
  key: string | null;
  model: string;
  automatic: boolean;
  maximumBytes: number;
  maximumSeconds: number;
  /** Of one try, in milliseconds. */
  timeout: number;
}

export type TranscriberOptions = TranscriberSettings & { activity: AiActivity };

const answerForm = Compile(Type.Object({ text: Type.String(), language: Type.Optional(Type.Unknown()) }));

/** What services go by to tell one container from another. */
const endings: Readonly<Record<string, string>> = {
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/x-m4a': 'm4a',
  'audio/ogg': 'ogg',
  'audio/opus': 'ogg',
  'audio/wav': 'wav',
  'audio/flac': 'flac',
  'audio/webm': 'webm',
  'audio/aac': 'aac',
};

/** What another try would not change. */
const FINAL: ReadonlySet<FaultKind> = new Set(['rejected', 'key_refused', 'refused', 'too_large']);

/** Transcribes with OpenAI’s `/audio/transcriptions`, or a service of its shape. */
export class OpenAiTranscriber implements Transcriber {
  readonly engine: string;
  readonly automatic: boolean;
  readonly maximumBytes: number;
  readonly maximumSeconds: number;
  readonly #options: TranscriberOptions;
  readonly #guard: ServiceGuard;

  constructor(options: TranscriberOptions) {
    this.#options = options;
    this.engine = options.model;
    this.automatic = options.automatic;
    this.maximumBytes = options.maximumBytes;
    this.maximumSeconds = options.maximumSeconds;
    this.#guard = new ServiceGuard({
      name: 'The transcription service',
      service: 'transcription',
      provider: 'openai',
      activity: options.activity,
      // The job that asks tries again by itself, and outlives a restart.
      limits: { first: options.timeout, whole: options.timeout, attempts: 1 },
    });
  }

  async transcribe(recording: Recording, signal: AbortSignal): Promise<TranscriptionOutcome> {
    let seen: ServiceFault | undefined;
    const ask = async (ends: AbortSignal): Promise<TranscriptionOutcome> => {
      try {
        return await this.#ask(recording, ends);
      } catch (fault) {
        if (fault instanceof ServiceFault) seen = fault;
        throw fault;
      }
    };
    try {
      return await this.#guard.call(ask, { signal });
    } catch (fault) {
      const { message, extras } = fault as Error & { extras?: { retryAfter?: number } };
      // Without a fault of its own the call was not made, and the guard knows when one makes sense.
      const retryAfter = (seen === undefined ? extras?.retryAfter : seen.extras.retryAfter) ?? null;
      return { failure: message, retryAfter, final: seen !== undefined && FINAL.has(seen.kind) };
    }
  }

  async #ask({ content, mediaType }: Recording, signal: AbortSignal): Promise<TranscriptionOutcome> {
    const { baseUrl, key, model } = this.#options;
    const body = new FormData();
    const blob = new Blob([content as Uint8Array<ArrayBuffer>], { type: mediaType });
    body.append('file', blob, `recording.${endings[mediaType] ?? 'bin'}`);
    body.append('model', model);
    body.append('response_format', 'json');
    const answer = await postForJson({
      url: `${baseUrl.replace(/\/+$/, '')}/audio/transcriptions`,
      headers: key === null ? {} : { Authorization: `Bearer ${key}` },
      body,
      signal,
    });
    if (!answerForm.Check(answer)) throw new ServiceFault('garbled');
    return { text: answer.text, language: toTag(answer.language) };
  }
}

/** Some name the language in words (“english”), which is no tag. */
function toTag(language: unknown): string | null {
  return typeof language === 'string' && /^[a-z]{2,3}$/i.test(language) ? language.toLowerCase() : null;
}
