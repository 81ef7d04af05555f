import { useState } from 'preact/hooks';
import { Field } from '../components/field.tsx';
import { Modal } from '../components/modal.tsx';
import { ProblemNote } from '../components/problem.tsx';
import { findModeration } from '../lib/annotations.ts';
import { useAction } from '../lib/use-action.ts';
import { client } from '../state/client.ts';
import { subject } from '../state/layers.ts';
import { strings } from '../strings/strings.ts';

/** Objects to what was decided about my message. */
export function AppealDialog({ onClose }: { onClose(): void }) {
  const view = subject.value;
  const caseId = view === null ? null : (findModeration(view)?.caseId ?? null);
  const [note, setNote] = useState('');
  const [done, setDone] = useState(false);
  const appeal = useAction(async () => {
    if (caseId === null) return;
    await client.moderation.appeal(caseId, note.trim());
    setDone(true);
  });
  if (caseId === null) return null;
  return (
    <Modal title={strings.appealTitle} onClose={onClose}>
      {done ? (
        <p role="status" data-testid="appealed">
          {strings.appealStates.pending}
        </p>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (note.trim() !== '') void appeal.run();
          }}
        >
          <Field
            label={strings.appealNote}
            value={note}
            onInput={setNote}
            maxLength={1000}
            hint={strings.appealHint}
            autoFocus
            testid="appeal-note"
          />
          <ProblemNote error={appeal.error} />
          <footer class="modal-foot">
            <button
              type="submit"
              class="button button-primary"
              disabled={appeal.busy || note.trim() === ''}
              data-testid="send-appeal"
            >
              {strings.appeal}
            </button>
          </footer>
        </form>
      )}
    </Modal>
  );
}
