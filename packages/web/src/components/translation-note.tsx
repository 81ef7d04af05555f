import type { MessageView } from '@parlance/client';
import { toLanguageName } from '../lib/languages.ts';
import { findTranslation, isOriginalShown, toggleOriginal } from '../state/translations.ts';
import { strings } from '../strings/strings.ts';

/** Below a translated message: from which language, and the way to what was written. */
export function TranslationNote({ view }: { view: MessageView }) {
  const translation = findTranslation(view);
  if (translation === undefined) return null;
  const original = isOriginalShown(view);
  const { source } = translation;
  return (
    <p class="row-note translation-note" data-testid="translation-note">
      {!original && (
        <>
          {source === null ? strings.translated : strings.translatedFrom(toLanguageName(source))}
          {' · '}
        </>
      )}
      <button type="button" class="link-button" data-testid="toggle-original" onClick={() => toggleOriginal(view)}>
        {original ? strings.showTranslation : strings.showOriginal}
      </button>
    </p>
  );
}
