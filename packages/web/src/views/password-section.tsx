import { useState } from 'preact/hooks';
import { Field } from '../components/field.tsx';
import { SaveLine } from '../components/save-line.tsx';
import { useAction } from '../lib/use-action.ts';
import { client } from '../state/client.ts';
import { strings } from '../strings/strings.ts';

const SHORTEST = 8;

/** A new password for the old one. */
export function PasswordSection({ userName }: { userName: string }) {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [checked, setChecked] = useState(false);
  const [saved, setSaved] = useState(false);
  const save = useAction(async () => {
    await client.call('auth.password', { current_password: current, new_password: next });
    setCurrent('');
    setNext('');
    setChecked(false);
    setSaved(true);
  });
  return (
    <form
      class="panel-section"
      onSubmit={(event) => {
        event.preventDefault();
        setSaved(false);
        setChecked(true);
        if (next.length >= SHORTEST) void save.run();
      }}
    >
      <h3>{strings.changePassword}</h3>
      {/* Password managers want to know whose password it is. */}
      <input type="text" name="username" autocomplete="username" value={userName} readOnly hidden />
      <Field
        label={strings.currentPassword}
        value={current}
        onInput={setCurrent}
        type="password"
        autocomplete="current-password"
      />
      <Field
        label={strings.newPassword}
        value={next}
        onInput={setNext}
        type="password"
        autocomplete="new-password"
        error={checked && next.length < SHORTEST ? strings.passwordShort : undefined}
      />
      <SaveLine
        busy={save.busy || current === '' || next === ''}
        saved={saved}
        error={save.error}
        note={strings.passwordChanged}
      />
    </form>
  );
}
