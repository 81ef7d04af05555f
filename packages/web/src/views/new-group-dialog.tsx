import type { User } from '@parlance/protocol';
import { useState } from 'preact/hooks';
import { Avatar } from '../components/avatar.tsx';
import { Field } from '../components/field.tsx';
import { Icon } from '../components/icon.tsx';
import { Modal } from '../components/modal.tsx';
import { PeoplePicker } from '../components/people-picker.tsx';
import { ProblemNote } from '../components/problem.tsx';
import { useAction } from '../lib/use-action.ts';
import { client } from '../state/client.ts';
import { showConversation } from '../state/route.ts';
import { me } from '../state/stores.ts';
import { strings } from '../strings/strings.ts';

/** A name and the people: a new group. */
export function NewGroupDialog({ onClose }: { onClose(): void }) {
  const [name, setName] = useState('');
  const [people, setPeople] = useState<readonly User[]>([]);
  const [checked, setChecked] = useState(false);
  const create = useAction(async () => {
    const made = await client.createGroup({ name: name.trim(), user_ids: people.map((user) => user.id) });
    onClose();
    showConversation(made.conversation.id);
  });
  const complete = name.trim() !== '' && people.length > 0;
  const without = new Set([...people.map((user) => user.id), me.value?.id ?? '']);
  return (
    <Modal title={strings.newGroup} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setChecked(true);
          if (complete) void create.run();
        }}
      >
        <Field
          label={strings.groupName}
          value={name}
          onInput={setName}
          maxLength={100}
          autoFocus
          testid="group-name"
          error={checked && name.trim() === '' ? strings.giveName : undefined}
        />
        <Chips people={people} onRemove={(user) => setPeople(people.filter((one) => one !== user))} />
        <PeoplePicker without={without} onPick={(user) => setPeople([...people, user])} />
        {checked && people.length === 0 && <p class="field-error">{strings.choosePeople}</p>}
        <ProblemNote error={create.error} />
        <footer class="modal-foot">
          <button type="submit" class="button button-primary" disabled={create.busy} data-testid="create-group">
            {strings.create}
          </button>
        </footer>
      </form>
    </Modal>
  );
}

function Chips({ people, onRemove }: { people: readonly User[]; onRemove(user: User): void }) {
  if (people.length === 0) return null;
  return (
    <ul class="chips">
      {people.map((user) => (
        <li key={user.id}>
          <button
            type="button"
            class="chip"
            title={strings.removePerson(user.display_name)}
            onClick={() => onRemove(user)}
          >
            <Avatar id={user.id} name={user.display_name} size="small" />
            {user.display_name}
            <Icon name="close" size={14} />
          </button>
        </li>
      ))}
    </ul>
  );
}
