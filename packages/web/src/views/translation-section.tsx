import type { ConversationState } from '@parlance/client';
import { useId } from 'preact/hooks';
import { ProblemNote } from '../components/problem.tsx';
import { toLanguageName } from '../lib/languages.ts';
import { useAction } from '../lib/use-action.ts';
import { client } from '../state/client.ts';
import { me } from '../state/stores.ts';
import { strings } from '../strings/strings.ts';

const OFFERED = ['en', 'de', 'es', 'fr', 'it', 'pt', 'nl', 'pl', 'uk', 'tr', 'ar', 'hi', 'ja', 'ko', 'zh'];

/** Into which language this conversation is translated for me: as everywhere, another one, or not at all. */
export function TranslationSection({ state }: { state: ConversationState }) {
  const id = useId();
  const chosen = state.membership?.translate_to ?? '';
  const save = useAction((value: string) =>
    client.call('conversations.mine', {
      conversation_id: state.conversation.id,
      translate_to: value === '' ? null : value,
    }),
  );
  const tags = new Set([me.value?.language ?? 'en', ...OFFERED]);
  if (chosen !== '' && chosen !== 'off') tags.add(chosen);
  const languages = [...tags].map((tag) => ({ tag, name: toLanguageName(tag) }));
  languages.sort((one, other) => one.name.localeCompare(other.name));
  return (
    <section class="panel-section">
      <div class="field">
        <label for={id}>{strings.translateHere}</label>
        <select
          id={id}
          value={chosen}
          disabled={save.busy}
          data-testid="translate-here"
          onChange={(event) => void save.run(event.currentTarget.value)}
        >
          <option value="">{strings.translateAuto}</option>
          <option value="off">{strings.translateOff}</option>
          {languages.map(({ tag, name }) => (
            <option key={tag} value={tag}>
              {strings.translateInto(name)}
            </option>
          ))}
        </select>
      </div>
      <ProblemNote error={save.error} />
    </section>
  );
}
