import { useState } from 'preact/hooks';
import { Field } from '../components/field.tsx';
import { Modal } from '../components/modal.tsx';
import { ProblemNote } from '../components/problem.tsx';
import { useAction } from '../lib/use-action.ts';
import { client } from '../state/client.ts';
import { showConversation } from '../state/route.ts';
import { strings } from '../strings/strings.ts';

/** A name: a new public room. */
export function NewRoomDialog({ onClose }: { onClose(): void }) {
  const [name, setName] = useState('');
  const [checked, setChecked] = useState(false);
  const create = useAction(async () => {
    const made = await client.createRoom({ name: name.trim() });
    onClose();
    showConversation(made.conversation.id);
  });
  return (
    <Modal title={strings.newRoom} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setChecked(true);
          if (name.trim() !== '') void create.run();
        }}
      >
        <Field
          label={strings.roomName}
          value={name}
          onInput={setName}
          maxLength={100}
          autoFocus
          testid="room-name"
          hint={strings.roomNameHint}
          error={checked && name.trim() === '' ? strings.giveName : undefined}
        />
        <ProblemNote error={create.error} />
        <footer class="modal-foot">
          <button type="submit" class="button button-primary" disabled={create.busy} data-testid="create-room">
            {strings.create}
          </button>
        </footer>
      </form>
    </Modal>
  );
}
