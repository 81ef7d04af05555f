import type { AiProvider, AiRequest, AiTurn } from '../../core/ports/ai-provider.ts';
import { unavailable } from '../../core/ports/unavailable.ts';
import { readGeminiStream } from './gemini-stream.ts';

export interface GeminiOptions {
  /** The installation’s key; null: only those who bring their own are served. */
  key: string | null;
  /** Without the version: `https://generativelanguage.googleapis.com`. */
  baseUrl: string;
  model: string;
  /** Milliseconds until the answer must have begun. */
  timeout?: number;
}

const TIMEOUT = 15_000;
const RETRY_AFTER = 30_000;
/** How much of an answer that says what was wrong is read, in characters. */
const FAILURE_LENGTH = 4_000;

/** Google Gemini over its REST interface: `models/{model}:streamGenerateContent`, answered as server-sent events. */
export class Gemini implements AiProvider {
  readonly id = 'Google Gemini';
  readonly #options: GeminiOptions;

  constructor(options: GeminiOptions) {
    this.#options = options;
  }

  canReply(ownKey: string | undefined): boolean {
    return ownKey !== undefined || this.#options.key !== null;
  }

  async *reply(request: AiRequest): AsyncGenerator<string> {
    const response = await this.#ask(request);
    if (!response.ok || response.body === null) throw unavailable(await describe(response), RETRY_AFTER);
    let answered = false;
    try {
      for await (const piece of readGeminiStream(response.body)) {
        answered = true;
        yield piece;
      }
    } catch (fault) {
      throw request.signal.aborted || isNetwork(fault)
        ? unavailable('Google Gemini stopped in the middle of its answer.', RETRY_AFTER)
        : fault;
    }
    if (!answered) throw unavailable('Google Gemini gave an empty answer.', RETRY_AFTER);
  }

  async #ask({ system, turns, signal, ownKey }: AiRequest): Promise<Response> {
    const { baseUrl, model, key, timeout = TIMEOUT } = this.#options;
    const started = new AbortController();
    const timer = setTimeout(() => started.abort(), timeout);
    try {
      return await fetch(
        `${baseUrl.replace(/\/+$/, '')}/v1beta/models/${encodeURIComponent(model)}:streamGenerateContent?alt=sse`,
        {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', 'x-goog-api-key': ownKey ?? key ?? '' },
          body: JSON.stringify({ systemInstruction: { parts: [{ text: system }] }, contents: toContents(turns) }),
          // The key goes where it was configured to go, and nowhere else.
          redirect: 'error',
          signal: AbortSignal.any([signal, started.signal]),
        },
      );
    } catch {
      const why = started.signal.aborted || signal.aborted ? 'did not answer in time' : 'could not be reached';
      throw unavailable(`Google Gemini ${why}.`, RETRY_AFTER);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Its wire form: roles `user` and `model`, which must alternate and begin with `user`. */
function toContents(turns: readonly AiTurn[]): { role: string; parts: object[] }[] {
  const contents: { role: string; parts: object[] }[] = [];
  for (const turn of turns) {
    const role = turn.role === 'assistant' ? 'model' : 'user';
    const last = contents.at(-1);
    if (last === undefined && role === 'model') continue;
    if (last?.role === role) last.parts.push(...toParts(turn));
    else contents.push({ role, parts: toParts(turn) });
  }
  return contents;
}

function toParts({ text, author, image }: AiTurn): object[] {
  const parts: object[] = [{ text: author === undefined ? text : `${author}: ${text}` }];
  if (image !== undefined) parts.push({ inlineData: { mimeType: image.mediaType, data: image.base64 } });
  return parts;
}

/** What went wrong, without the service’s own words: they may repeat the request. */
async function describe(response: Response): Promise<string> {
  const text = (await response.text().catch(() => '')).slice(0, FAILURE_LENGTH);
  if (response.status === 429) return 'Google Gemini refuses for now: the key’s quota is used up.';
  if (
    response.status === 401 ||
    response.status === 403 ||
    text.includes('API_KEY_INVALID') ||
    text.includes('API key not valid')
  )
    return 'Google Gemini does not accept the API key.';
  return `Google Gemini answered with the status ${response.status}.`;
}

/** What `fetch` throws when a connection breaks while its body is read. */
function isNetwork(fault: unknown): boolean {
  return fault instanceof TypeError || (fault instanceof DOMException && fault.name === 'AbortError');
}
