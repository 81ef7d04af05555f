import { strings } from '../strings/strings.ts';
import { ProblemNote } from './problem.tsx';

interface Props {
  busy: boolean;
  saved: boolean;
  error: unknown;
  note?: string;
}

/** The button at the end of a form, and beside it whether it worked. */
export function SaveLine({ busy, saved, error, note = strings.saved }: Props) {
  return (
    <>
      <ProblemNote error={error} />
      <div class="save-line">
        <button type="submit" class="button button-primary" disabled={busy} data-testid="save">
          {strings.save}
        </button>
        {saved && (
          <span class="saved" role="status">
            {note}
          </span>
        )}
      </div>
    </>
  );
}
