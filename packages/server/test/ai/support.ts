import type { AiActivity, AiCall } from '../../src/core/ports/ai-activity.ts';
import type { AiUsage, ModelProvider } from '../../src/core/ports/ai-provider.ts';
import type { ModelSettings } from '../../src/integrations/ai/provider-parts.ts';
import type { ServiceLimits } from '../../src/integrations/services/service-guard.ts';
import type { AiServer } from '../support/ai-server.ts';

/** As in earnest, but shorter. Milliseconds. */
export const shortLimits: Partial<ServiceLimits> = {
  first: 1_500,
  between: 500,
  whole: 6_000,
  pause: 5,
  longestPause: 500,
  failures: 1_000,
};

/** Keeps what it hears. */
export class Recorder implements AiActivity {
  readonly calls: AiCall[] = [];
  readonly states: string[] = [];

  called(call: AiCall): void {
    this.calls.push(call);
  }

  breaker(_service: string, _provider: string, state: string): void {
    this.states.push(state);
  }
}

export function settingsFor(ai: AiServer): ModelSettings {
  return {
    openaiKey: 'sk-installation',
    openaiModel: 'gpt-test',
    openaiBaseUrl: ai.openaiBaseUrl,
    geminiKey: 'gemini-installation',
    geminiModel: 'gemini-test',
    geminiBaseUrl: ai.geminiBaseUrl,
    compatible: { baseUrl: ai.openaiBaseUrl, key: null, model: 'llama-test' },
    transformers: null,
  };
}

export interface Heard {
  pieces: string[];
  usage: AiUsage | undefined;
  /** What it was refused with. */
  fault: unknown;
}

/** Asks and listens to the end, whatever it is. */
export async function hear(
  provider: ModelProvider,
  text: string,
  more: { ownKey?: string; signal?: AbortSignal } = {},
): Promise<Heard> {
  const heard: Heard = { pieces: [], usage: undefined, fault: undefined };
  const { signal = new AbortController().signal, ...rest } = more;
  const onUsage = (usage: AiUsage): void => {
    heard.usage = usage;
  };
  try {
    const turns = [{ role: 'user', text } as const];
    for await (const piece of provider.reply({ system: 'Be brief.', turns, signal, onUsage, ...rest })) {
      heard.pieces.push(piece);
    }
  } catch (fault) {
    heard.fault = fault;
  }
  return heard;
}
