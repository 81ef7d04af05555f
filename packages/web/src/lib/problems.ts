import { ParlanceError } from '@parlance/client';
import type { Problem } from '@parlance/protocol';
import { strings } from '../strings/strings.ts';

/** What went wrong, in words for the person in front of the screen. */
export function describeProblem(error: unknown): string {
  if (!(error instanceof ParlanceError) || error.code === 'network') return strings.unreachable;
  if (error.code === 'signed_out') return strings.sessionEnded;
  return strings.problems[error.code] ?? error.detail;
}

/** Why the server did not take a message, in the words of this page where it has some. */
export function describeRefusal({ code, detail }: Problem): string {
  return strings.problems[code] ?? detail ?? '';
}

/** The input field an error is about, e.g. `user_name`; undefined when it is about the whole. */
export function findField(error: unknown): string | undefined {
  if (!(error instanceof ParlanceError)) return undefined;
  if (error.code === 'name_taken') return 'user_name';
  return error.problem?.field?.split('/').at(-1);
}
