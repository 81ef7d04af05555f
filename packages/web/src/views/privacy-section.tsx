import type { Settings } from '@parlance/protocol';
import { useId } from 'preact/hooks';
import { ProblemNote } from '../components/problem.tsx';
import { useAction } from '../lib/use-action.ts';
import { client } from '../state/client.ts';
import { strings } from '../strings/strings.ts';

/** What others see of me. Each change is saved at once. */
export function PrivacySection({ settings }: { settings: Settings }) {
  const id = useId();
  const save = useAction((change: Partial<Settings>) => client.call('users.update', { settings: change }));
  return (
    <section class="panel-section">
      <div class="field">
        <label for={id}>{strings.lastSeenFor}</label>
        <select
          id={id}
          value={settings.last_seen}
          disabled={save.busy}
          onChange={(event) => void save.run({ last_seen: event.currentTarget.value as Settings['last_seen'] })}
        >
          <option value="everyone">{strings.everyone}</option>
          <option value="contacts">{strings.contacts}</option>
          <option value="nobody">{strings.nobody}</option>
        </select>
      </div>
      <label class="check">
        <input
          type="checkbox"
          checked={settings.read_receipts}
          disabled={save.busy}
          onChange={(event) => void save.run({ read_receipts: event.currentTarget.checked })}
        />
        {strings.showReadReceipts}
      </label>
      <ProblemNote error={save.error} />
    </section>
  );
}
