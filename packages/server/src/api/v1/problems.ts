import { type ErrorCode, errorCatalogue, type Problem } from '@parlance/protocol';
import { CoreError } from '../../core/errors.ts';
import type { Message } from '../../core/messages/message.ts';
import { presentMessage } from './present.ts';

/** Makes the RFC 9457 problem of a code; the one place where codes become statuses. */
export function makeProblem(code: ErrorCode, detail: string, extras: Partial<Problem> = {}): Problem {
  const { status, title } = errorCatalogue[code];
  return { type: `/docs/errors#${code}`, title, status, code, detail, ...extras };
}

/** A refusal as its problem; a fault as an opaque one, undefined detail for the log. */
export function toProblem(fault: unknown): Problem {
  if (!(fault instanceof CoreError)) return makeProblem('internal', 'Something failed inside the server.');
  const { field, retryAfter, current } = fault.extras;
  return makeProblem(fault.code, fault.message, {
    ...(field === undefined ? {} : { field }),
    ...(retryAfter === undefined ? {} : { retry_after_ms: retryAfter }),
    ...(current === undefined ? {} : { current: presentMessage(current as Message) }),
  });
}
