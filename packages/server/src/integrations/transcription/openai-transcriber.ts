import Type from 'typebox';
import { Compile } from 'typebox/compile';
import type { Recording, Transcriber, TranscriptionOutcome } from '../../core/ports/transcriber.ts';

export interface TranscriberOptions {
  /** Without a slash at the end: `https://api.openai.com/v1`. */
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

/** More is no transcript of anything that may be sent. */
const ANSWER_BYTES = 1024 * 1024;

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

const broken = (failure: string, final = false): TranscriptionOutcome => ({ failure, retryAfter: null, final });

/** Transcribes with OpenAI’s `/audio/transcriptions`, or a service of its shape. */
export class OpenAiTranscriber implements Transcriber {
  readonly engine: string;
  readonly automatic: boolean;
  readonly maximumBytes: number;
  readonly maximumSeconds: number;
  readonly #options: TranscriberOptions;

  constructor(options: TranscriberOptions) {
    this.#options = options;
    this.engine = options.model;
    this.automatic = options.automatic;
    this.maximumBytes = options.maximumBytes;
    this.maximumSeconds = options.maximumSeconds;
  }

  async transcribe(recording: Recording, signal: AbortSignal): Promise<TranscriptionOutcome> {
    const deadline = AbortSignal.timeout(this.#options.timeout);
    try {
      const response = await this.#ask(recording, AbortSignal.any([signal, deadline]));
      if (!response.ok) {
        // Nothing of the body is needed, and nothing says how long it is.
        await response.body?.cancel().catch(() => undefined);
        return toFailure(response);
      }
      return parseAnswer(await readBounded(response));
    } catch (fault) {
      if (fault instanceof RangeError) return broken(fault.message, true);
      if (deadline.aborted) {
        return broken(`The transcription service did not finish within ${this.#options.timeout / 1000} seconds.`);
      }
      return broken(
        signal.aborted ? 'The transcription was interrupted.' : 'The transcription service could not be reached.',
      );
    }
  }

  #ask({ content, mediaType }: Recording, signal: AbortSignal): Promise<Response> {
    const { baseUrl, key, model } = this.#options;
    const form = new FormData();
    const blob = new Blob([content as Uint8Array<ArrayBuffer>], { type: mediaType });
    form.append('file', blob, `recording.${endings[mediaType] ?? 'bin'}`);
    form.append('model', model);
    form.append('response_format', 'json');
    return fetch(`${baseUrl.replace(/\/+$/, '')}/audio/transcriptions`, {
      method: 'POST',
      headers: key === null ? {} : { Authorization: `Bearer ${key}` },
      body: form,
      // The key and the recording go where they were configured to go, and nowhere else.
      redirect: 'error',
      signal,
    });
  }
}

function toFailure({ status, headers }: Response): TranscriptionOutcome {
  const retryAfter = toMilliseconds(headers.get('retry-after'));
  if (status === 429) return { failure: 'The transcription service is overloaded.', retryAfter, final: false };
  const failure = `The transcription service answered with status ${status}.`;
  return { failure, retryAfter, final: status < 500 && status !== 408 };
}

/** Seconds or a date (RFC 9110, 10.2.3). */
function toMilliseconds(text: string | null): number | null {
  if (text === null) return null;
  const milliseconds = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isNaN(milliseconds) ? null : Math.max(0, milliseconds);
}

function parseAnswer(text: string): TranscriptionOutcome {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return broken('The transcription service gave an answer that is not JSON.');
  }
  if (!answerForm.Check(body)) return broken('The transcription service gave an answer of another form.');
  // Some name the language in words (“english”), which is no tag.
  const language = typeof body.language === 'string' && /^[a-z]{2,3}$/i.test(body.language) ? body.language : null;
  return { text: body.text, language: language?.toLowerCase() ?? null };
}

async function readBounded(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += (part as Uint8Array).byteLength;
    if (bytes > ANSWER_BYTES) throw new RangeError('The transcription service gave an endless answer.');
    parts.push(part as Uint8Array);
  }
  return Buffer.concat(parts).toString('utf8');
}
