import type { Settings } from '@parlance/protocol';
import { useState } from 'preact/hooks';
import { Field } from '../components/field.tsx';
import { SaveLine } from '../components/save-line.tsx';
import { toLanguageTags } from '../lib/languages.ts';
import { useAction } from '../lib/use-action.ts';
import { client } from '../state/client.ts';
import { strings } from '../strings/strings.ts';

/** Whether messages are translated for me, and which languages are left alone. My own language stands in the profile. */
export function LanguagesSection({ settings }: { settings: Settings }) {
  const [known, setKnown] = useState(settings.known_languages.join(', '));
  const [auto, setAuto] = useState(settings.auto_translate);
  const [saved, setSaved] = useState(false);
  const save = useAction(async () => {
    await client.call('users.update', {
      settings: { known_languages: toLanguageTags(known), auto_translate: auto },
    });
    setSaved(true);
  });
  return (
    <form
      class="panel-section"
      onSubmit={(event) => {
        event.preventDefault();
        void save.run();
      }}
    >
      <h3>{strings.translation}</h3>
      <label class="check">
        <input
          type="checkbox"
          checked={auto}
          data-testid="auto-translate"
          onChange={(event) => {
            setSaved(false);
            setAuto(event.currentTarget.checked);
          }}
        />
        {strings.autoTranslate}
      </label>
      <Field
        label={strings.knownLanguages}
        value={known}
        onInput={(value) => {
          setSaved(false);
          setKnown(value);
        }}
        maxLength={200}
        hint={strings.knownLanguagesHint}
        testid="known-languages"
      />
      <SaveLine busy={save.busy} saved={saved} error={save.error} />
    </form>
  );
}
