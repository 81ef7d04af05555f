import type { LanguageModel, ModelMessage } from 'ai';
import type { AiActivity } from '../../core/ports/ai-activity.ts';
import type { AiRequest, AiTurn, ModelProvider } from '../../core/ports/ai-provider.ts';
import { boundedFetch } from '../services/bounded-fetch.ts';
import { ServiceFault } from '../services/service-fault.ts';
import { ServiceGuard, type ServiceLimits } from '../services/service-guard.ts';
import { readSdkStream } from './read-sdk-stream.ts';

/** Bytes of one answer as it comes over the wire, where each word has an envelope of several hundred bytes. */
const ANSWER_BYTES = 8 * 1024 * 1024;

export interface ModelAccess {
  key: string;
  model: string;
  fetch: typeof fetch;
}

export interface SdkProviderOptions {
  id: string;
  name: string;
  model: string;
  /** The installation’s key; null: only those who bring their own are served. */
  key: string | null;
  /** Whether people may bring their own keys. */
  takesOwnKeys: boolean;
  /** Loads what talks to the service; not before it is needed. */
  open: (access: ModelAccess) => Promise<LanguageModel>;
  activity: AiActivity;
  limits?: Partial<ServiceLimits>;
}

/** A language model that is reached through the AI SDK, which knows the wire formats. */
export class SdkProvider implements ModelProvider {
  readonly id: string;
  readonly name: string;
  readonly model: string;
  readonly takesOwnKeys: boolean;
  readonly #options: SdkProviderOptions;
  readonly #guard: ServiceGuard;
  readonly #fetch = boundedFetch(ANSWER_BYTES);

  constructor(options: SdkProviderOptions) {
    this.#options = options;
    const { id, name, model, activity, limits = {} } = options;
    this.id = id;
    this.name = name;
    this.model = model;
    this.takesOwnKeys = options.takesOwnKeys;
    this.#guard = new ServiceGuard({ name, service: 'chat', provider: id, activity, limits });
  }

  canReply(ownKey: string | undefined): boolean {
    return this.#options.key !== null || (ownKey !== undefined && this.takesOwnKeys);
  }

  reply(request: AiRequest): AsyncIterable<string> {
    const own = this.takesOwnKeys ? request.ownKey : undefined;
    const { signal } = request;
    return this.#guard.stream((ends) => this.#ask(request, own, ends), { signal, ownKey: own !== undefined });
  }

  async *#ask(request: AiRequest, own: string | undefined, signal: AbortSignal): AsyncGenerator<string> {
    const key = own ?? this.#options.key;
    if (key === null) throw new ServiceFault('key_refused');
    const { streamText } = await import('ai');
    const model = await this.#options.open({ key, model: request.model ?? this.model, fetch: this.#fetch });
    const { fullStream } = streamText({
      model,
      system: request.system,
      messages: toMessages(request.turns),
      abortSignal: signal,
      // The guard knows when another attempt is worth it.
      maxRetries: 0,
      // What went wrong is read from the stream; by default it would be printed, too.
      onError: () => undefined,
      ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
    });
    yield* readSdkStream(fullStream, request.onUsage);
  }
}

/** Services want roles to alternate, beginning with the person. */
function toMessages(turns: readonly AiTurn[]): ModelMessage[] {
  const messages: { role: 'user' | 'assistant'; content: object[] }[] = [];
  for (const turn of turns) {
    const last = messages.at(-1);
    if (last === undefined && turn.role === 'assistant') continue;
    if (last?.role === turn.role) last.content.push(...toParts(turn));
    else messages.push({ role: turn.role, content: toParts(turn) });
  }
  return messages as ModelMessage[];
}

function toParts({ role, text, author, image }: AiTurn): object[] {
  const parts: object[] = [{ type: 'text', text: author === undefined ? text : `${author}: ${text}` }];
  if (image !== undefined && role === 'user') {
    parts.push({ type: 'image', image: image.base64, mediaType: image.mediaType });
  }
  return parts;
}
