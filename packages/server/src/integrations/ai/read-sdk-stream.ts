import type { AiRequest } from '../../core/ports/ai-provider.ts';
import { ServiceFault } from '../services/service-fault.ts';
import { toReadFault, toStatusFault } from '../services/to-service-fault.ts';
import type { SdkModel } from './sdk-model.ts';

type Answer = Awaited<ReturnType<SdkModel['doStream']>>;
type Part = Answer['stream'] extends ReadableStream<infer P> ? P : never;

/** The words of the SDK’s stream; its errors as ServiceFault, and so an answer without a word. */
export async function* readSdkStream(
  answer: PromiseLike<Answer>,
  onUsage: AiRequest['onUsage'],
): AsyncGenerator<string> {
  let isEmpty = true;
  try {
    const { stream } = await answer;
    for await (const part of stream) {
      switch (part.type) {
        case 'text-delta':
          if (part.delta === '') break;
          isEmpty = false;
          yield part.delta;
          break;
        case 'error':
          throw toFault(part.error, !isEmpty);
        case 'finish':
          if (part.finishReason.unified === 'content-filter' && isEmpty) throw new ServiceFault('refused');
          reportUsage(part, onUsage);
      }
    }
  } catch (fault) {
    throw toFault(fault, !isEmpty);
  }
  if (isEmpty) throw new ServiceFault('empty');
}

function reportUsage({ usage }: Extract<Part, { type: 'finish' }>, onUsage: AiRequest['onUsage']): void {
  const [input, output] = [usage.inputTokens.total, usage.outputTokens.total];
  if (input !== undefined && output !== undefined) onUsage?.({ input, output });
}

/** The SDK’s errors are told by what they carry: loading its classes to compare would load the SDK at start. */
function toFault(fault: unknown, began: boolean): ServiceFault {
  if (fault instanceof ServiceFault) return fault;
  if (!(fault instanceof Error)) return new ServiceFault('garbled');
  const { statusCode, responseHeaders, responseBody } = fault as {
    statusCode?: number;
    responseHeaders?: Record<string, string>;
    responseBody?: string;
  };
  if (fault.name === 'AI_JSONParseError' || fault.name === 'AI_TypeValidationError') return new ServiceFault('garbled');
  // It also makes a call error of an answer that it could read but not understand; that one has a good status.
  if (statusCode !== undefined && statusCode >= 400) {
    return toStatusFault(statusCode, responseHeaders?.['retry-after'], responseBody?.slice(0, 4_000) ?? '');
  }
  const read = toReadFault(fault, began);
  return statusCode !== undefined && read.kind === 'unreachable' ? new ServiceFault('garbled') : read;
}
