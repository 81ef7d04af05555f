import type { Me } from '@parlance/protocol';
import { useEffect, useState } from 'preact/hooks';
import { Avatar } from '../components/avatar.tsx';
import { Field } from '../components/field.tsx';
import { SaveLine } from '../components/save-line.tsx';
import { describeProblem, findField } from '../lib/problems.ts';
import { useAction } from '../lib/use-action.ts';
import { client } from '../state/client.ts';
import { presence } from '../state/stores.ts';
import { strings } from '../strings/strings.ts';

/** The name others see, what I am about, my language and my status. */
export function ProfileSection({ mine }: { mine: Me }) {
  const [name, setName] = useState(mine.display_name);
  const [bio, setBio] = useState(mine.bio ?? '');
  const [language, setLanguage] = useState(mine.language ?? '');
  const [newStatus, setStatus] = useState<string | null>(null);
  // My own presence is only known while it is watched.
  useEffect(() => client.watchPresence([mine.id]), [mine.id]);
  const status = newStatus ?? presence.value.get(mine.id)?.status ?? '';
  const [saved, setSaved] = useState(false);
  const save = useAction(async () => {
    await client.call('users.update', {
      display_name: name.trim(),
      bio: orNull(bio),
      language: orNull(language),
    });
    if (newStatus !== null) await client.call('presence.set', { status: orNull(newStatus) });
    setSaved(true);
  });
  const wrong = (field: string) => (findField(save.error) === field ? describeProblem(save.error) : undefined);
  const change = (set: (value: string) => void) => (value: string) => {
    setSaved(false);
    set(value);
  };
  return (
    <form
      class="panel-section"
      onSubmit={(event) => {
        event.preventDefault();
        void save.run();
      }}
    >
      <div class="profile-head">
        <Avatar id={mine.id} name={name} />
        {mine.user_name !== null && <p>@{mine.user_name}</p>}
      </div>
      <Field
        label={strings.displayName}
        value={name}
        onInput={change(setName)}
        maxLength={80}
        testid="display-name"
        error={wrong('display_name')}
      />
      <Field
        label={strings.status}
        value={status}
        onInput={change(setStatus)}
        maxLength={100}
        hint={strings.statusHint}
        testid="status"
        error={wrong('status')}
      />
      <Field label={strings.about} value={bio} onInput={change(setBio)} maxLength={500} error={wrong('bio')} />
      <Field
        label={strings.language}
        value={language}
        onInput={change(setLanguage)}
        maxLength={35}
        hint={strings.languageHint}
        testid="language"
        error={wrong('language')}
      />
      <SaveLine
        busy={save.busy || name.trim() === ''}
        saved={saved}
        error={findField(save.error) === undefined ? save.error : null}
      />
    </form>
  );
}

function orNull(value: string): string | null {
  return value.trim() === '' ? null : value.trim();
}
