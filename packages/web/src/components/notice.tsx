import { describeProblem } from '../lib/problems.ts';
import { trouble } from '../state/trouble.ts';
import { strings } from '../strings/strings.ts';
import { IconButton } from './icon-button.tsx';

/** The failure of something that has no place of its own on the page. */
export function Notice() {
  if (trouble.error.value === null) return null;
  return (
    <div class="notice" role="alert" data-testid="notice">
      <span>{describeProblem(trouble.error.value)}</span>
      <IconButton icon="close" label={strings.close} onClick={trouble.forget} />
    </div>
  );
}
