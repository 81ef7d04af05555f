import { showList } from '../state/route.ts';
import { strings } from '../strings/strings.ts';

interface Props {
  title: string;
  hint?: string;
  back?: boolean;
}

/** Where a conversation would be: what is the matter, and what to do next. */
export function Empty({ title, hint, back }: Props) {
  return (
    <main class="conversation conversation-empty">
      <div class="empty">
        <img src="/favicon.svg" alt="" width="48" height="48" />
        <h2>{title}</h2>
        {hint !== undefined && <p>{hint}</p>}
        {back && (
          <button type="button" class="button" onClick={showList}>
            {strings.back}
          </button>
        )}
      </div>
    </main>
  );
}
