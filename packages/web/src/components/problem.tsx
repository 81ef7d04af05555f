import { describeProblem } from '../lib/problems.ts';

/** What went wrong, beside what caused it. Nothing while there is no error. */
export function ProblemNote({ error }: { error: unknown }) {
  if (error === null || error === undefined) return null;
  return (
    <p class="problem" role="alert">
      {describeProblem(error)}
    </p>
  );
}
