import type { AiOutcome } from '../../core/ports/ai-activity.ts';
import { unavailable } from '../../core/ports/unavailable.ts';

export type FaultKind = Exclude<AiOutcome, 'ok'>;

interface FaultExtras {
  /** What the service answered with. */
  status?: number;
  /** Milliseconds that the service asked to be left alone for. */
  retryAfter?: number;
}

/** How an outside service failed, before it is put in words for those who asked. */
export class ServiceFault extends Error {
  override readonly name = 'ServiceFault';
  readonly kind: FaultKind;
  readonly extras: FaultExtras;

  constructor(kind: FaultKind, extras: FaultExtras = {}) {
    super(kind);
    this.kind = kind;
    this.extras = extras;
  }
}

/** When a retry can succeed, where the service has not said it, in milliseconds. */
const RETRY_AFTER = 30_000;

/** The refusal that is shown: without the service’s own words, because they may repeat the request or the key. */
export function toUnavailable(name: string, { kind, extras }: ServiceFault): Error {
  const sentence = `${name} ${sayWhy(kind, extras.status)}`;
  return unavailable(sentence, extras.retryAfter ?? (kind === 'refused' || kind === 'key_refused' ? 0 : RETRY_AFTER));
}

function sayWhy(kind: FaultKind, status: number | undefined): string {
  switch (kind) {
    case 'timeout':
      return 'did not answer in time.';
    case 'unreachable':
      return 'could not be reached.';
    case 'rate_limited':
      return 'refuses for now: the key’s quota is used up.';
    case 'failed':
    case 'rejected':
      return `answered with the status ${status ?? 'of a fault'}.`;
    case 'cut':
      return 'stopped in the middle of its answer.';
    case 'garbled':
      return 'gave an answer that was not understood.';
    case 'empty':
      return 'gave an empty answer.';
    case 'too_large':
      return 'gave an answer that is too long.';
    case 'key_refused':
      return 'does not accept the API key.';
    case 'refused':
      return 'refused to answer this message.';
    case 'stopped':
      return 'was stopped.';
    case 'resting':
      return 'failed too often just now and is left alone for a while.';
    case 'busy':
      return 'is asked too much at once.';
  }
}
