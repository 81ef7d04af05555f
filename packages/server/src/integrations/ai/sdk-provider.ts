import type { AiActivity } from '../../core/ports/ai-activity.ts';
import type { AiRequest, AiTurn, ModelProvider } from '../../core/ports/ai-provider.ts';
import { boundedFetch } from '../services/bounded-fetch.ts';
import { ServiceFault } from '../services/service-fault.ts';
import { ServiceGuard, type ServiceLimits } from '../services/service-guard.ts';
import { readSdkStream } from './read-sdk-stream.ts';
import type { SdkModel } from './sdk-model.ts';

/** Bytes of one answer as it comes over the wire, where each word has an envelope of several hundred bytes. */
const ANSWER_BYTES = 2 * 1024 * 1024;

type Prompt = Parameters<SdkModel['doStream']>[0]['prompt'];
type Parts = { type: 'text'; text: string } | { type: 'file'; mediaType: string; data: string };

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
  /** Loads what speaks with the service; not before it is needed. */
  load: () => Promise<(access: ModelAccess) => SdkModel>;
  activity: AiActivity;
  limits?: Partial<ServiceLimits>;
}

/**
 * A language model that is reached through the AI SDK, which knows the wire formats. Its models are asked directly: the SDK’s
 * `streamText` does the same with tools, steps and telemetry around it, at three times the CPU for each word.
 */
export class SdkProvider implements ModelProvider {
  readonly id: string;
  readonly name: string;
  readonly model: string;
  readonly takesOwnKeys: boolean;
  readonly #options: SdkProviderOptions;
  readonly #guard: ServiceGuard;
  readonly #fetch = boundedFetch(ANSWER_BYTES);
  #loaded: Promise<(access: ModelAccess) => SdkModel> | undefined;

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

  async warm(): Promise<void> {
    await this.#load();
  }

  reply(request: AiRequest): AsyncIterable<string> {
    const own = this.takesOwnKeys ? request.ownKey : undefined;
    const { signal } = request;
    return this.#guard.stream((ends) => this.#ask(request, own, ends), { signal, ownKey: own !== undefined });
  }

  async *#ask(request: AiRequest, own: string | undefined, signal: AbortSignal): AsyncGenerator<string> {
    const key = own ?? this.#options.key;
    if (key === null) throw new ServiceFault('key_refused');
    const open = await this.#load();
    const model = open({ key, model: request.model ?? this.model, fetch: this.#fetch });
    yield* readSdkStream(
      model.doStream({
        prompt: [{ role: 'system', content: request.system }, ...toMessages(request.turns)],
        abortSignal: signal,
        ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
      }),
      request.onUsage,
    );
  }

  #load(): Promise<(access: ModelAccess) => SdkModel> {
    this.#loaded ??= this.#options.load();
    return this.#loaded;
  }
}

/** Services want roles to alternate, beginning with the person. */
function toMessages(turns: readonly AiTurn[]): Prompt {
  const messages: { role: 'user' | 'assistant'; content: Parts[] }[] = [];
  for (const turn of turns) {
    const last = messages.at(-1);
    if (last === undefined && turn.role === 'assistant') continue;
    if (last?.role === turn.role) last.content.push(...toParts(turn));
    else messages.push({ role: turn.role, content: toParts(turn) });
  }
  return messages;
}

function toParts({ role, text, author, image }: AiTurn): Parts[] {
  const parts: Parts[] = [{ type: 'text', text: author === undefined ? text : `${author}: ${text}` }];
  if (image !== undefined && role === 'user') {
    parts.push({ type: 'file', mediaType: image.mediaType, data: image.base64 });
  }
  return parts;
}
